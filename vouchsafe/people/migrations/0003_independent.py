from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_open_session"),
    ]

    operations = [
        migrations.AlterField(
            model_name="right",
            name="role",
            field=models.CharField(
                choices=[
                    ("handler", "Handler"),
                    ("coordinator", "Coordinator"),
                    ("administrator", "Administrator"),
                    ("overseer", "Overseer"),
                    ("independent", "Independent"),
                ],
                max_length=16,
            ),
        ),
    ]
