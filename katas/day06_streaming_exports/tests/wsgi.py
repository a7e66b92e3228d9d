"""The WSGI application that gunicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
os.environ.setdefault("KATAS_URLCONF", "katas.day06_streaming_exports.tests.urls")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
