"""The WSGI application that gunicorn serves. Given."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
os.environ.setdefault("KATAS_URLCONF", "katas.day01_request_lifecycle.urls")
os.environ.setdefault(
    "KATAS_MIDDLEWARE", "katas.day01_request_lifecycle.lifecycle.TimingMiddleware"
)

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
