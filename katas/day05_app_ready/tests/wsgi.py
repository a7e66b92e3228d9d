"""The WSGI application that gunicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.day05_app_ready.tests.settings")

from django.core.wsgi import get_wsgi_application

from katas.day05_app_ready.tests import start_trace

with start_trace.looking() as seen:
    application = get_wsgi_application()
start_trace.report(seen)
