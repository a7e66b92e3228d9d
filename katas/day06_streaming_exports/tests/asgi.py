"""The ASGI application that uvicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
os.environ.setdefault("KATAS_URLCONF", "katas.day06_streaming_exports.tests.urls")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
