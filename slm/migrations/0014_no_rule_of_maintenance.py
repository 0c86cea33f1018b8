from django.db import migrations, models

KEY = ["indicator", "hours", "exclusion_slice", "min_break_seconds", "counts", "within", "priority"]


class Migration(migrations.Migration):
    dependencies = [("slm", "0013_work_items")]

    operations = [
        migrations.RemoveConstraint(model_name="measure", name="measure_once"),
        migrations.RemoveField(model_name="measure", name="maintenance_rule"),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                fields=KEY, name="measure_once", nulls_distinct=False
            ),
        ),
    ]
