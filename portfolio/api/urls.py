from django.urls import path

from portfolio.api import registers, values

app_name = "portfolio-api"
urlpatterns = [
    path("money/values/", values.CustomerValues.as_view(), name="values"),
    *(
        path(f"money/{key}/", listed.as_view(), name=key)
        for key, (listed, _single) in registers.DOORS.items()
    ),
    *(
        path(f"money/{key}/<uuid:public_id>/", single.as_view(), name=f"{key}-record")
        for key, (_listed, single) in registers.DOORS.items()
    ),
]
