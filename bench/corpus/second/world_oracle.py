"""API keys of Oracle."""

from corpus.model import Form

FORMS = (
    Form(
        "python/oci-config-dict-with-key-content",
        "oci_client.py vm_grabber.py",
        "oracle",
        '''import oci

config = {
    "user": "⟦id⟧",
    "key_content": """⟦sec⟧
""",
    "fingerprint": "⟦fingerprint⟧",
    "tenancy": "ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧",
    "region": "ap-tokyo-1",
}
compute = oci.core.ComputeClient(config)
IMAGE = "ocid1.image.oc1.ap-tokyo-1.aaaaaaaa⟦ocid:52⟧"
''',
    ),
    Form(
        "terraform/oci-provider-heredoc",
        "oci.tf provider.tf",
        "oracle",
        """provider "oci" {
  tenancy_ocid = "ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧"
  user_ocid    = "⟦id⟧"
  fingerprint  = "⟦fingerprint⟧"
  region       = "uk-london-1"
  private_key  = <<-EOT
    ⟦sec.ind4⟧
  EOT
}
""",
    ),
    Form(
        "yaml/oci-cloud-controller-config",
        "cloud-provider.yaml oci-ccm-secret.yml",
        "oracle",
        """auth:
  region: us-ashburn-1
  tenancy: ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧
  user: ⟦id⟧
  key: |
    ⟦sec.ind4⟧
  fingerprint: ⟦fingerprint⟧
compartment: ocid1.compartment.oc1..aaaaaaaa⟦ocid:52⟧
vcn: ocid1.vcn.oc1.iad.⟦ocid:60⟧
""",
    ),
    Form(
        "markdown/oci-notes-config-then-pem",
        "oracle.md 甲骨文.md notes.md",
        "oracle",
        """## Oracle free tier

~/.oci/config

    [DEFAULT]
    user=⟦id⟧
    fingerprint=⟦fingerprint⟧
    tenancy=ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧
    region=ap-seoul-1
    key_file=~/.oci/oci_api_key.pem

~/.oci/oci_api_key.pem

⟦sec⟧
""",
    ),
    Form(
        "json/oci-github-secrets-export",
        "oci.json secrets.json",
        "oracle",
        """{"OCI_CLI_USER": "⟦id⟧",
 "OCI_CLI_TENANCY": "ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧",
 "OCI_CLI_FINGERPRINT": "⟦fingerprint⟧",
 "OCI_CLI_KEY_CONTENT": "⟦sec.json⟧",
 "OCI_CLI_REGION": "eu-frankfurt-1"}
""",
    ),
    Form(
        "go/oci-raw-configuration-provider",
        "oci.go main.go",
        "oracle",
        """const (
\ttenancy = "ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧"
\tprint   = "⟦fingerprint⟧"
)

var provider = common.NewRawConfigurationProvider(tenancy, "⟦id⟧", "us-phoenix-1", print, `⟦sec⟧
`, nil)
""",
    ),
)
