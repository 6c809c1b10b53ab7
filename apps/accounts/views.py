"""Sign-in and sign-out of agency staff."""

from django.contrib.auth.views import LoginView, LogoutView

from apps.accounts.forms import AgencySignInForm


class SignInView(LoginView):
    """The agencies' door."""

    form_class = AgencySignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOutView(LogoutView):
    """Ends the session; POST only."""
