"""Kubernetes manifests and Helm values."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "kubernetes/secret-string-data",
        "secret.yaml ⟦app⟧-secret.yml",
        PAIRS,
        """⟦head⟧apiVersion: v1
kind: Secret
metadata:
  name: ⟦app⟧-⟦store⟧
  namespace: ⟦word⟧
  uid: ⟦uuid⟧
type: Opaque
stringData:
  ⟦idn.upper⟧: ⟦pick:⟦id⟧¦"⟦id⟧"⟧
  ⟦secn.upper⟧: ⟦pick:⟦sec⟧¦"⟦sec⟧"⟧
""",
    ),
    Form(
        "kubernetes/secret-data-base64",
        "secret.yaml secrets.yml",
        PAIRS,
        """⟦head⟧apiVersion: v1
kind: Secret
metadata:
  name: ⟦app⟧-secret
  annotations:
    checksum/config: ⟦hex:64⟧
type: Opaque
data:
  ⟦pick:⟦idn.upper⟧: ⟦id.b64⟧
  ⟦secn.upper⟧: ⟦sec.b64⟧¦⟦idn.kebab⟧: ⟦id.b64nl⟧
  ⟦secn.kebab⟧: ⟦sec.b64nl⟧⟧
""",
    ),
    Form(
        "kubernetes/config-map",
        "configmap.yaml cm.yml",
        CLOUDS,
        """⟦head⟧apiVersion: v1
kind: ConfigMap
metadata:
  name: ⟦app⟧-config
data:
  LOG_LEVEL: info
  ⟦idn.upper⟧: "⟦id⟧"
  ⟦secn.upper⟧: "⟦sec⟧"
  REV: "⟦hex:40⟧"
""",
    ),
    Form(
        "kubernetes/config-map-embedded-properties",
        "configmap.yaml",
        CLOUDS,
        """⟦head⟧apiVersion: v1
kind: ConfigMap
metadata:
  name: ⟦app⟧
data:
  application.properties: |
    server.port=8080
    ⟦store⟧.⟦idn.bare.camel⟧=⟦id⟧
    ⟦store⟧.⟦secn.bare.camel⟧=⟦sec⟧
    ⟦store⟧.bucket=⟦bucket⟧
  logback.xml: |
    <configuration/>
""",
    ),
    Form(
        "kubernetes/deployment-env",
        "deployment.yaml ⟦app⟧.yml",
        PAIRS,
        """⟦head⟧apiVersion: apps/v1
kind: Deployment
metadata:
  name: ⟦app⟧
spec:
  replicas: ⟦int:1:6⟧
  template:
    spec:
      containers:
        - name: ⟦app⟧
          image: registry.example.com/⟦org⟧/⟦app⟧@sha256:⟦hex:64⟧
          env:
            - name: ⟦idn.upper⟧
              value: ⟦pick:⟦id⟧¦"⟦id⟧"⟧
            - name: ⟦secn.upper⟧
              value: ⟦pick:⟦sec⟧¦"⟦sec⟧"⟧
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
""",
    ),
    Form(
        "kubernetes/cron-job-args",
        "cronjob.yaml",
        CLOUDS,
        """⟦head⟧apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
spec:
  schedule: "⟦int:0:59⟧ 2 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: backup
              image: ⟦org⟧/backup:⟦hex:8⟧
              args: ["--⟦idn.kebab⟧", "⟦id⟧", "--⟦secn.kebab⟧", "⟦sec⟧", "--bucket", "⟦bucket⟧"]
          restartPolicy: Never
""",
    ),
    Form(
        "kubernetes/helm-values",
        "values.yaml values.prod.yaml",
        PAIRS,
        """⟦head⟧image:
  repository: registry.example.com/⟦org⟧/⟦app⟧
  tag: ⟦hex:8⟧
  pullPolicy: IfNotPresent
# ⟦cmt⟧
⟦store⟧:
  enabled: true
  ⟦idn.bare.camel⟧: ⟦id⟧
  ⟦secn.bare.camel⟧: ⟦sec⟧
resources:
  limits: {cpu: 500m, memory: 512Mi}
""",
    ),
    Form(
        "kubernetes/velero-cloud-file",
        "velero-secret.yaml",
        "aws tencent alibaba",
        """⟦head⟧apiVersion: v1
kind: Secret
metadata:
  name: cloud-credentials
  namespace: velero
stringData:
  cloud: |
    [default]
    aws_access_key_id=⟦id⟧
    aws_secret_access_key=⟦sec⟧
""",
    ),
    Form(
        "kubernetes/last-applied-annotation",
        "export.yaml dump.yaml",
        BIG,
        """apiVersion: v1
kind: Secret
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Secret","metadata":{"name":"⟦app⟧"},"stringData":{"⟦idn.upper⟧":"⟦id⟧","""
        """"⟦secn.upper⟧":"⟦sec⟧"}}
  creationTimestamp: "⟦date⟧T⟦time⟧Z"
  resourceVersion: "⟦num:8⟧"
  uid: ⟦uuid⟧
type: Opaque
""",
    ),
    Form(
        "kubernetes/cert-manager-solver",
        "issuer.yaml dnspod.yaml",
        "tencent alibaba",
        """⟦head⟧apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: ⟦store⟧-issuer
spec:
  acme:
    email: ops@example.com
    solvers:
      - dns01:
          webhook:
            solverName: ⟦provider⟧
            config:
              ⟦idn.bare.camel⟧: ⟦id⟧
              ⟦secn.bare.camel⟧: ⟦sec⟧
              recordLine: ""
""",
    ),
)
