"""The WSGI application that gunicorn serves. Given."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.day05_app_ready.settings")

from django.core.wsgi import get_wsgi_application

from katas.day05_app_ready import witness

with witness.looking() as seen:
    application = get_wsgi_application()
witness.report(seen)
