"""Private keys in many places."""

from corpus.encoders import base64_in_yaml
from corpus.model import Form

FORMS = (
    Form(
        "pem/key-above-its-certificate",
        "server.pem fullchain.pem haproxy.pem",
        "private-key",
        """⟦sec⟧
⟦cert⟧
""",
    ),
    Form(
        "text/id-rsa-with-a-leading-note",
        "id_rsa deploy_key id_rsa.bak",
        "private-key",
        """⟦opt:# deploy key of ⟦app⟧, ⟦date⟧
⟧⟦sec⟧
""",
    ),
    Form(
        "python/paramiko-key-in-a-string",
        "ssh_run.py deploy.py",
        "private-key",
        '''import io
import paramiko

KEY = """⟦sec⟧
"""
HOSTKEY_MD5 = "⟦fingerprint⟧"

cli = paramiko.SSHClient()
cli.set_missing_host_key_policy(paramiko.AutoAddPolicy())
cli.connect("⟦ip⟧", username="⟦person⟧", pkey=paramiko.Ed25519Key.from_private_key(io.StringIO(KEY)))
''',
    ),
    Form(
        "yaml/nginx-tls-in-ansible-vars",
        "group_vars/web.yml host_vars/⟦word⟧.yaml",
        "private-key",
        """nginx_worker_processes: auto
tls_domain: ⟦word⟧.example.com
tls_serial: "⟦HEX:36⟧"
tls_key: |
    ⟦sec.ind4⟧
tls_dhparam_bits: 2048
""",
    ),
    Form(
        "json/github-app-settings",
        "probot.json app-config.json",
        "private-key",
        """{
  "appId": ⟦num:6⟧,
  "clientId": "Iv1.⟦hex:16⟧",
  "privateKey": "⟦sec.json⟧\\n",
  "installations": [⟦num:8⟧]
}
""",
    ),
    Form(
        "env/jwt-signing-key-in-quotes",
        ".env .env.local",
        "private-key",
        """PORT=⟦int:3000:9000⟧
JWT_ALG=RS256
JWT_PRIVATE_KEY="⟦sec.json⟧"
JWT_KID=⟦uuid⟧
""",
    ),
    Form(
        "go/raw-string-signing-key",
        "keys.go jwt_test.go",
        "private-key",
        """package auth

// test only? no, prod uses it as well
var signKey = []byte(`⟦sec⟧`)

const kid = "⟦hex:40⟧"
""",
    ),
    Form(
        "yaml/whole-key-in-a-kubernetes-secret",
        "ssh-secret.yaml secret.yml",
        "private-key",
        """⟦sec⟧
""",
        encode=base64_in_yaml,
    ),
    Form(
        "conf/openvpn-inline-profile",
        "client.ovpn ⟦person⟧.ovpn",
        "private-key",
        """client
dev tun
proto udp
remote ⟦host⟧ 1194
cipher AES-256-GCM
<cert>
⟦cert⟧
</cert>
<key>
⟦sec⟧
</key>
verify-x509-name ⟦word⟧ name
""",
    ),
    Form(
        "javascript/https-server-key-on-one-line",
        "key.js https-server.js",
        "private-key",
        """const https = require('https');

const key = '⟦sec.json⟧';
https.createServer({ key, cert: require('fs').readFileSync('cert.pem') }, (q, s) => {
  s.end('⟦hex:8⟧')
}).listen(8443);
""",
    ),
)
