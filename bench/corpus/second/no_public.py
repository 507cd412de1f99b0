"""Public values that look like secrets: certificates, public keys, client ids, tokens of forms."""

from corpus.model import Form

FORMS = (
    Form(
        "pem/no-certificate-chain",
        "ca.pem chain.crt fullchain.cer",
        "",
        """subject=CN = ⟦host⟧
issuer=CN = ⟦org⟧ internal CA
SHA1 Fingerprint=⟦HEX:40⟧
⟦cert⟧
⟦cert⟧
""",
    ),
    Form(
        "text/no-authorized-keys",
        "authorized_keys .ssh/authorized_keys2",
        "",
        """# managed by ops, do not edit
⟦rep:1-3:⟦opt:from="10.0.0.0/8",no-pty ⟧⟦pubkey⟧ ⟦people⟧@⟦word⟧
⟧⟦pubkey⟧
""",
    ),
    Form(
        "text/no-known-hosts",
        "known_hosts .ssh/known_hosts",
        "",
        """⟦rep:3-6:⟦ip⟧ ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB⟦b64:86⟧=
⟧|1|⟦digest:20⟧|⟦digest:20⟧ ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI⟦b64:43⟧
github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
""",
    ),
    Form(
        "asc/no-pgp-public-block",
        "KEYS pubkey.asc release-key.gpg.asc",
        "",
        """pub   rsa4096 ⟦date⟧ [SC]
      ⟦HEX:40⟧
uid           [ultimate] ⟦people⟧ <release@example.com>

-----BEGIN PGP PUBLIC KEY BLOCK-----

mQINB⟦b64:59⟧
⟦wrapped:12:64⟧
⟦b64:40⟧
=⟦b64:4⟧
-----END PGP PUBLIC KEY BLOCK-----
""",
    ),
    Form(
        "json/no-jwks-document",
        "jwks.json .well-known/jwks.json",
        "",
        """{"keys":[
⟦rep:1-3:  {"kty":"RSA","use":"sig","alg":"RS256","kid":"⟦hex:40⟧","n":"⟦url64:342⟧","e":"AQAB"},
⟧  {"kty":"EC","crv":"P-256","kid":"⟦url64:43⟧","x":"⟦url64:43⟧","y":"⟦url64:43⟧"}
]}
""",
    ),
    Form(
        "python/no-public-key-to-verify-a-callback",
        "alipay_verify.py license.py",
        "",
        '''from cryptography.hazmat.primitives.serialization import load_pem_public_key

PUBLIC_KEY = """⟦pubpem⟧
"""
ALIPAY_PUBLIC = "⟦publine⟧"


def verify(sign: bytes, data: bytes) -> None:
    """Check the signature of a callback."""
    load_pem_public_key(PUBLIC_KEY.encode()).verify(sign, data)
''',
    ),
    Form(
        "javascript/no-public-client-ids",
        "src/environments/environment.ts auth.config.js",
        "",
        """export const environment = {
  production: true,
  auth: {
    authority: 'https://login.microsoftonline.com/⟦uuid⟧',
    clientId: '⟦uuid⟧',
    responseType: 'code', // PKCE, there is no client secret
    scope: 'api://⟦uuid⟧/access_as_user',
  },
  google: { clientId: '⟦num:12⟧-⟦low:32⟧.apps.googleusercontent.com' },
  cognito: { userPoolId: 'us-east-1_⟦alnum:9⟧', identityPoolId: 'us-east-1:⟦uuid⟧' },
  captchaAppId: '20⟦num:8⟧',
};
""",
    ),
    Form(
        "html/no-telemetry-and-site-keys",
        "index.html layout.ejs",
        "",
        """<meta name="google-site-verification" content="⟦url64:43⟧" />
<meta name="baidu-site-verification" content="codeva-⟦alnum:10⟧" />
<script>
var _hmt=_hmt||[];(function(){var h=document.createElement("script");
h.src="https://hm.baidu.com/hm.js?⟦hex:32⟧";document.head.appendChild(h)})();
gtag('config','G-⟦up:10⟧');
window.TCaptchaAppId = '⟦num:10⟧';
</script>
<div class="g-recaptcha" data-sitekey="6L⟦url64:38⟧"></div>
<link rel="stylesheet" href="https://cdn.example.com/b.css" integrity="sha384-⟦digest:48⟧">
""",
    ),
    Form(
        "html/no-csrf-token-and-nonce",
        "login.html page.html response.txt",
        "",
        """<form action="/login" method="post">
  <input type="hidden" name="authenticity_token" value="⟦digest:64⟧" autocomplete="off" />
  <input type="hidden" name="__RequestVerificationToken" value="CfDJ8⟦url64:150⟧" />
  <input type="hidden" name="csrfmiddlewaretoken" value="⟦alnum:64⟧">
  <input type="password" name="password" placeholder="Password">
</form>
<script nonce="⟦digest:16⟧">window.__state="⟦hex:32⟧"</script>
""",
    ),
    Form(
        "xml/no-android-certificate-pins",
        "network_security_config.xml",
        "",
        """<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
    <domain-config>
        <domain includeSubdomains="true">api.example.com</domain>
        <pin-set expiration="2027-01-01">
            <pin digest="SHA-256">⟦digest:32⟧</pin>
            <!-- backup key -->
            <pin digest="SHA-256">⟦digest:32⟧</pin>
        </pin-set>
    </domain-config>
</network-security-config>
""",
    ),
    Form(
        "sql/no-users-with-bcrypt-hashes",
        "users.sql seed.sql",
        "",
        """INSERT INTO `users` (`id`,`name`,`password`,`remember_token`,`created_at`) VALUES
⟦rep:3-7:(⟦num:4⟧,'⟦people⟧','$2y$10$⟦alnum:53⟧',NULL,'⟦date⟧ ⟦time⟧'),
⟧(1,'root','pbkdf2_sha256$260000$⟦alnum:22⟧$⟦digest:32⟧',NULL,'⟦date⟧ ⟦time⟧');
""",
    ),
)
