from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_conclusions")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="is_room",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
