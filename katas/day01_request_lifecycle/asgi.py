"""The ASGI application that uvicorn serves. Given."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
os.environ.setdefault("KATAS_URLCONF", "katas.day01_request_lifecycle.urls")
os.environ.setdefault(
    "KATAS_MIDDLEWARE", "katas.day01_request_lifecycle.lifecycle.TimingMiddleware"
)

from django.core.asgi import get_asgi_application

application = get_asgi_application()
