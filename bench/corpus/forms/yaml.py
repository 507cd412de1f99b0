"""YAML: application settings and compose files."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "yaml/spring-application",
        "application.yml application-⟦env⟧.yml bootstrap.yml",
        PAIRS,
        """⟦head⟧server:
  port: ⟦int:8000:9000⟧
spring:
  application:
    name: ⟦app⟧
⟦store⟧:
  endpoint: ⟦endpoint⟧
  ⟦pick:⟦idn.bare.kebab⟧: ⟦id⟧
  ⟦secn.bare.kebab⟧: ⟦sec⟧¦⟦idn.bare.camel⟧: ⟦id⟧ # ⟦cmt⟧
  ⟦secn.bare.camel⟧: ⟦sec⟧¦⟦idn.bare.camel⟧: "⟦id⟧"
  ⟦secn.bare.camel⟧: "⟦sec⟧"⟧
  bucket-name: ⟦bucket⟧
⟦tail⟧""",
    ),
    Form(
        "yaml/spring-nested-deep",
        "application.yml application-oss.yaml",
        CLOUDS,
        """⟦head⟧⟦org⟧:
  cloud:
    ⟦provider⟧:
      credentials:
        ⟦secn.bare.camel⟧: '⟦sec⟧'
        ⟦idn.bare.camel⟧: '⟦id⟧'
      region: ⟦region⟧
      request-id: ⟦uuid⟧
⟦tail⟧""",
    ),
    Form(
        "yaml/far-apart",
        "config.yaml app.yml values-⟦env⟧.yaml",
        CLOUDS,
        """⟦head⟧⟦store⟧:
  ⟦idn.bare.camel⟧: ⟦id⟧
  # ⟦cmt⟧
  bucket: ⟦bucket⟧
  region: ⟦region⟧
⟦rep:2-6:  ⟦word⟧Prefix: ⟦word⟧/⟦hex:8⟧
⟧  ⟦secn.bare.camel⟧: ⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "yaml/compose-environment-map",
        "docker-compose.yml docker-compose.⟦env⟧.yml",
        PAIRS,
        """version: "3.8"
services:
  ⟦app⟧:
    image: registry.example.com/⟦org⟧/⟦app⟧@sha256:⟦hex:64⟧
    restart: always
    environment:
      TZ: Asia/Shanghai
      ⟦idn.upper⟧: ⟦id⟧
      ⟦secn.upper⟧: ⟦pick:⟦sec⟧¦"⟦sec⟧"⟧
      BUCKET: ⟦bucket⟧
    ports:
      - "⟦int:2000:9000⟧:8080"
""",
    ),
    Form(
        "yaml/compose-environment-list",
        "docker-compose.yaml compose.yml",
        PAIRS,
        """services:
  web:
    image: ⟦org⟧/⟦app⟧:⟦hex:8⟧
    environment:
      - SPRING_PROFILES_ACTIVE=⟦env⟧
      - ⟦idn.upper⟧=⟦id⟧
      - ⟦secn.upper⟧=⟦sec⟧
      # ⟦cmt⟧
    volumes:
      - ./data:/data
  redis:
    image: redis:⟦ver⟧
""",
    ),
    Form(
        "yaml/anchors",
        "docker-compose.yml config.yml",
        BIG,
        """x-⟦store⟧: &⟦store⟧
  ⟦idn.upper⟧: ⟦id⟧
  ⟦secn.upper⟧: ⟦sec⟧

services:
  api:
    image: ⟦org⟧/api:⟦hex:8⟧
    environment:
      <<: *⟦store⟧
      LOG_LEVEL: info
  worker:
    image: ⟦org⟧/worker:⟦hex:8⟧
    environment:
      <<: *⟦store⟧
""",
    ),
    Form(
        "yaml/list-of-accounts",
        "accounts.yaml exporters.yml cloudbot.yml",
        BIG,
        """⟦head⟧accounts:
  - name: ⟦person⟧
    ⟦idn.snake⟧: ⟦id⟧
    ⟦secn.snake⟧: ⟦sec⟧
    regions: [⟦region⟧]
  - name: ⟦word⟧
    ⟦idn.snake⟧: ⟦2.id⟧
    ⟦secn.snake⟧: ⟦2.sec⟧
    regions: []
""",
        extra="=",
    ),
    Form(
        "yaml/several-clouds",
        "clouds.yaml config.yml",
        BIG,
        """⟦head⟧storage:
  primary:
    ⟦idn.snake⟧: ⟦id⟧
    ⟦secn.snake⟧: ⟦sec⟧
  backup:
    ⟦2.idn.snake⟧: ⟦2.id⟧
    ⟦2.secn.snake⟧: ⟦2.sec⟧
  cdn:
    ⟦3.idn.snake⟧: ⟦3.id⟧
    ⟦3.secn.snake⟧: ⟦3.sec⟧
cache_key: ⟦hex:32⟧
""",
        extra="huawei qiniu",
    ),
    Form(
        "yaml/loki-or-thanos-object-store",
        "loki.yaml objstore.yml thanos.yaml",
        "aws tencent alibaba huawei",
        """⟦head⟧type: S3
config:
  bucket: ⟦bucket⟧
  endpoint: ⟦endpoint⟧
  access_key: ⟦id⟧
  secret_key: ⟦sec⟧
  insecure: false
  part_size: 134217728
""",
    ),
    Form(
        "yaml/loki-s3-url",
        "loki-local-config.yaml cortex.yaml",
        "aws",
        """⟦head⟧storage_config:
  aws:
    s3: s3://⟦id⟧:⟦sec.pct⟧@⟦region⟧/⟦bucket⟧
    s3forcepathstyle: true
schema_config:
  configs:
    - from: ⟦date⟧
      schema: v11
""",
    ),
)
