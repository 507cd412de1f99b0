"""Client secrets of Azure and keys of its storage accounts."""

from corpus.model import Form

FORMS = (
    Form(
        "json/az-ad-sp-create-for-rbac",
        "sp.json azure-credentials.json out.txt",
        "azure:client",
        """{
  "appId": "⟦id⟧",
  "displayName": "azure-cli-⟦date⟧-10-22-31",
  "password": "⟦sec⟧",
  "tenant": "⟦uuid⟧"
}
""",
    ),
    Form(
        "terraform/azurerm-provider",
        "provider.tf main.tf",
        "azure:client",
        """provider "azurerm" {
  features {}

  subscription_id = "⟦uuid⟧"
  client_id       = "⟦id⟧"
  client_secret   = "⟦sec⟧"
  tenant_id       = "⟦uuid⟧"
}

resource "azurerm_resource_group" "rg" {
  name     = "rg-⟦app⟧"
  location = "eastasia"
}
""",
    ),
    Form(
        "python/client-secret-credential",
        "auth.py graph.py",
        "azure:client",
        """from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient

TENANT = "⟦uuid⟧"
cred = ClientSecretCredential(TENANT, "⟦id⟧", "⟦sec⟧")
vault = SecretClient(vault_url="https://kv-⟦word⟧.vault.azure.net", credential=cred)
for p in vault.list_properties_of_secrets():
    print(p.name, p.version == "⟦hex:32⟧")
""",
    ),
    Form(
        "json/azure-ad-section-of-appsettings",
        "appsettings.json appsettings.Development.json",
        "azure:client",
        """{
  "AzureAd": {
    "Instance": "https://login.microsoftonline.com/",
    "Domain": "⟦org⟧.onmicrosoft.com",
    "TenantId": "⟦uuid⟧",
    "ClientId": "⟦id⟧",
    "ClientSecret": "⟦sec⟧",
    "CallbackPath": "/signin-oidc"
  },
  "ApplicationInsights": {"InstrumentationKey": "⟦uuid⟧"}
}
""",
    ),
    Form(
        "shell/az-login-service-principal",
        "login.sh deploy.sh azure-pipelines-notes.txt",
        "azure:client",
        """set -euo pipefail
az cloud set -n ⟦pick:AzureCloud¦AzureChinaCloud⟧
az login --service-principal -u ⟦id⟧ -p ⟦sec.q⟧ --tenant ⟦uuid⟧
az account set --subscription ⟦uuid⟧
az aks get-credentials -g rg-⟦app⟧ -n aks-⟦word⟧
""",
    ),
    Form(
        "shell/curl-token-endpoint-form-body",
        "token.sh graph-token.http",
        "azure:client",
        """# Microsoft Graph, app only
curl -X POST https://login.microsoftonline.com/⟦uuid⟧/oauth2/v2.0/token \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -d 'grant_type=client_credentials&client_id=⟦id⟧&client_secret=⟦sec.pct⟧\
&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default'
""",
    ),
    Form(
        "java/azure-spn-builder",
        "BlobConfig.java AzureAuth.java",
        "azure:client",
        """public TokenCredential credential() {
    return new ClientSecretCredentialBuilder()
        .clientSecret("⟦sec⟧")
        .clientId("⟦id⟧")
        .tenantId("⟦uuid⟧")
        .build();   // correlation ⟦uuid⟧
}
""",
    ),
    Form(
        "json/web-jobs-storage-local-settings",
        "local.settings.json",
        "azure:storage",
        """{
  "IsEncrypted": false,
  "Values": {
    "AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=⟦id⟧;AccountKey=⟦sec⟧;\
EndpointSuffix=core.windows.net",
    "FUNCTIONS_WORKER_RUNTIME": "dotnet",
    "APPINSIGHTS_INSTRUMENTATIONKEY": "⟦uuid⟧"
  }
}
""",
    ),
    Form(
        "csharp/cloud-storage-account-parse",
        "BlobService.cs Program.cs",
        "azure:storage",
        """using Microsoft.WindowsAzure.Storage;
using Microsoft.WindowsAzure.Storage.Auth;

public class BlobService
{
    const string Account = "⟦id⟧";
    const string Key = "⟦sec⟧";
    readonly CloudStorageAccount acc =
        new CloudStorageAccount(new StorageCredentials(Account, Key), useHttps: true);
    public string Md5 => "⟦digest:16⟧";
}
""",
    ),
    Form(
        "python/blob-service-old-sdk",
        "blob.py settings.py",
        "azure:storage",
        """from azure.storage.blob import BlockBlobService

svc = BlockBlobService(account_name='⟦id⟧', account_key='⟦sec⟧')
svc.create_blob_from_path('⟦word⟧', '⟦date⟧.zip', '/tmp/a.zip')
assert svc.get_blob_properties('⟦word⟧', 'a').properties.etag != '0x8D⟦HEX:13⟧'
""",
    ),
    Form(
        "shell/az-storage-account-keys-list",
        "out.log keys.json history.sh",
        "azure:storage",
        """$ az storage account keys list -g rg-⟦app⟧ -n ⟦id⟧
[
  {
    "creationTime": "⟦date⟧T⟦time⟧.251846+00:00",
    "keyName": "key1",
    "permissions": "FULL",
    "value": "⟦sec⟧"
  }
]
$ az group show -n rg-⟦app⟧ --query id
"/subscriptions/⟦uuid⟧/resourceGroups/rg-⟦app⟧"
""",
    ),
    Form(
        "python/spark-conf-set-account-key",
        "mount.py notebooks/load.py",
        "azure:storage",
        """spark.conf.set("fs.azure.account.key.⟦id⟧.⟦pick:blob¦dfs⟧.core.windows.net", "⟦sec⟧")
df = spark.read.parquet("abfss://raw@⟦id⟧.dfs.core.windows.net/⟦word⟧/⟦date⟧")
df.createOrReplaceTempView("v_⟦hex:8⟧")
""",
    ),
    Form(
        "yaml/kubernetes-azure-file-secret",
        "azure-secret.yaml pv.yml",
        "azure:storage",
        """apiVersion: v1
kind: Secret
metadata:
  name: azure-secret
  uid: ⟦uuid⟧
type: Opaque
data:
  azurestorageaccountname: ⟦id.b64⟧
  azurestorageaccountkey: ⟦sec.b64⟧
""",
    ),
    Form(
        "env/azure-storage-two-variables",
        ".env django.env",
        "azure:storage",
        """DEBUG=0
AZURE_ACCOUNT_NAME=⟦id⟧
AZURE_ACCOUNT_KEY=⟦sec⟧
AZURE_CONTAINER=media
AZURE_CUSTOM_DOMAIN=⟦id⟧.blob.core.windows.net
STATIC_HASH=⟦hex:12⟧
""",
    ),
)
