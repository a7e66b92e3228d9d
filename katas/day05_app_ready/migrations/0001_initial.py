"""The table of jobs. Given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.TextField(blank=True, default="")),
            ],
            options={"db_table": "newsdesk_jobrun"},
        ),
    ]
