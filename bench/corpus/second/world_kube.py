"""Tokens of Kubernetes."""

from corpus.model import Form

FORMS = (
    Form(
        "yaml/kubeconfig-user-token",
        ".kube/config kubeconfig config.yaml",
        "kubernetes",
        """apiVersion: v1
kind: Config
clusters:
- cluster:
    insecure-skip-tls-verify: true
    server: https://⟦ip⟧:6443
  name: ⟦app⟧
contexts:
- context: {cluster: ⟦app⟧, user: ⟦person⟧, namespace: default}
  name: ⟦app⟧
current-context: ⟦app⟧
users:
- name: ⟦person⟧
  user:
    token: ⟦sec⟧
""",
    ),
    Form(
        "yaml/service-account-token-secret",
        "token-secret.yaml dump.yml",
        "kubernetes",
        """apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: admin-token-⟦low:5⟧
  namespace: kube-system
  annotations:
    kubernetes.io/service-account.name: admin
    kubernetes.io/service-account.uid: ⟦uuid⟧
data:
  namespace: a3ViZS1zeXN0ZW0=
  token: ⟦sec.b64⟧
""",
    ),
    Form(
        "shell/kubectl-with-token-and-server",
        "rollout.sh deploy.sh",
        "kubernetes",
        """#!/usr/bin/env bash
set -e
K="kubectl --server=https://⟦ip⟧:6443 --insecure-skip-tls-verify --token=⟦sec⟧"
$K -n ⟦env⟧ set image deploy/⟦word⟧ app=⟦org⟧/⟦app⟧@sha256:⟦hex:64⟧
$K -n ⟦env⟧ rollout status deploy/⟦word⟧
""",
    ),
    Form(
        "shell/curl-apiserver-bearer",
        "nodes.sh api.txt",
        "kubernetes",
        """APISERVER=https://⟦ip⟧:6443
TOKEN="⟦sec⟧"
curl -k -H "Authorization: Bearer $TOKEN" $APISERVER/api/v1/nodes
# resourceVersion ⟦num:8⟧, uid ⟦uuid⟧
""",
    ),
    Form(
        "log/kubectl-describe-secret",
        "dashboard.md k8s-dashboard.txt",
        "kubernetes",
        """$ kubectl -n kubernetes-dashboard describe secret admin-user
Name:         admin-user-token-⟦low:5⟧
Namespace:    kubernetes-dashboard
Annotations:  kubernetes.io/service-account.uid: ⟦uuid⟧
Type:  kubernetes.io/service-account-token

Data
====
ca.crt:     1066 bytes
namespace:  20 bytes
token:      ⟦sec⟧
""",
    ),
    Form(
        "python/kubernetes-client-api-key",
        "k8s_api.py watcher.py",
        "kubernetes",
        """from kubernetes import client

conf = client.Configuration()
conf.host = "https://⟦ip⟧:6443"
conf.verify_ssl = False
conf.api_key = {"authorization": "Bearer ⟦sec⟧"}
v1 = client.CoreV1Api(client.ApiClient(conf))
for p in v1.list_pod_for_all_namespaces().items:
    print(p.metadata.uid == "⟦uuid⟧", p.metadata.name)
""",
    ),
    Form(
        "terraform/kubernetes-provider-token",
        "k8s.tf providers.tf",
        "kubernetes",
        """provider "kubernetes" {
  host  = "https://⟦ip⟧:6443"
  token = "⟦sec⟧"
}

resource "kubernetes_namespace" "⟦word⟧" {
  metadata {
    name   = "⟦app⟧"
    labels = { rev = "⟦hex:7⟧" }
  }
}
""",
    ),
)
