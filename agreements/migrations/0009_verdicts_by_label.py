"""A period of a commitment is known by its label: rolling days may begin at one instant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0008_lifecycle"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="verdict", name="verdict_once_per_period"),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                fields=("commitment", "period_label"), name="verdict_once_per_period"
            ),
        ),
    ]
