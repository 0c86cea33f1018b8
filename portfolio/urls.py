from django.urls import path

from portfolio.pages import first_steps, levels

app_name = "portfolio"
urlpatterns = [
    path("levels/", levels.overview, name="levels"),
    path("first-steps/", first_steps.first_steps, name="first-steps"),
]
