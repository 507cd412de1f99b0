"""Every router about logging in, below `/api/v1`."""

from akwarden.frontends.api.login import codes, me, passkeys, password, sign_on, ways

LOGIN_ROUTES = (ways.ROUTES, password.ROUTES, passkeys.ROUTES, sign_on.ROUTES, me.ROUTES, codes.ROUTES)
