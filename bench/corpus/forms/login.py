"""Logins: database addresses, registries, clusters, chat and signed tokens."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "env/database-url",
        ".env database.env",
        "database",
        """⟦head⟧DATABASE_URL=⟦pick:mysql¦postgresql¦mysql+pymysql¦postgres⟧://⟦word⟧:⟦sec⟧@⟦ip⟧:\
⟦pick:3306¦5432⟧/⟦word⟧
POOL_SIZE=⟦int:5:50⟧
⟦tail⟧""",
    ),
    Form(
        "python/sqlalchemy-engine",
        "db.py models.py",
        "database",
        """⟦head⟧from sqlalchemy import create_engine

engine = create_engine("⟦pick:mysql+pymysql¦postgresql+psycopg2⟧://⟦word⟧:⟦sec⟧@⟦host⟧:3306/⟦word⟧?charset=\
utf8mb4")
⟦tail⟧""",
    ),
    Form(
        "yaml/spring-data-source",
        "application.yml application-⟦env⟧.yml",
        "database",
        """⟦head⟧spring:
  datasource:
    url: jdbc:mysql://⟦host⟧:3306/⟦word⟧?useSSL=false&serverTimezone=Asia/Shanghai
    username: ⟦person⟧
    password: ⟦sec⟧
    driver-class-name: com.mysql.cj.jdbc.Driver
⟦tail⟧""",
    ),
    Form(
        "properties/jdbc-url-parameters",
        "jdbc.properties db.properties",
        "database",
        """⟦head⟧jdbc.url=jdbc:⟦pick:mysql¦postgresql⟧://⟦host⟧/⟦word⟧?user=⟦word⟧&password=⟦sec⟧&ssl=true
jdbc.maxActive=⟦int:10:90⟧
⟦tail⟧""",
    ),
    Form(
        "javascript/mongo-and-redis-url",
        "config.js db.js",
        "database",
        """⟦head⟧module.exports = {
  mongo: 'mongodb⟦pick:¦+srv⟧://⟦word⟧:⟦sec⟧@⟦host⟧/⟦word⟧?authSource=admin',
  redis: 'redis://:⟦2.sec⟧@⟦ip⟧:6379/⟦int:0:9⟧',
};
""",
        extra="=",
    ),
    Form(
        "go/data-source-name",
        "db.go",
        "database",
        """package db

⟦head⟧
const dsn = "⟦word⟧:⟦sec⟧@tcp(⟦ip⟧:3306)/⟦word⟧?charset=utf8mb4&parseTime=True"
⟦tail⟧""",
    ),
    Form(
        "json/connection-strings",
        "appsettings.json",
        "database",
        """{
  "ConnectionStrings": {
    "Default": "Server=⟦host⟧,1433;Database=⟦word⟧;User Id=sa;Password=⟦sec⟧;Encrypt=True"
  },
  "BuildId": "⟦uuid⟧"
}
""",
    ),
    Form(
        "json/docker-config-auth",
        "config.json .dockerconfigjson",
        "docker-registry",
        "registry.example.com ⟦person⟧ ⟦sec⟧",
        encode=encoders.docker_config,
    ),
    Form(
        "json/docker-config-auth-tencent",
        "config.json",
        "docker-registry",
        "ccr.ccs.tencentyun.com 1000⟦num:8⟧ ⟦sec⟧",
        encode=encoders.docker_config,
    ),
    Form(
        "kubernetes/image-pull-secret",
        "regcred.yaml pull-secret.yml",
        "docker-registry",
        "⟦pick:registry.cn-hangzhou.aliyuncs.com¦swr.cn-north-4.myhuaweicloud.com⟧ ⟦person⟧ ⟦sec⟧",
        encode=encoders.docker_secret,
    ),
    Form(
        "shell/docker-login",
        "login.sh push_image.sh",
        "docker-registry",
        """⟦head⟧docker login -u ⟦person⟧ -p ⟦sec⟧ registry.example.com
docker push registry.example.com/⟦org⟧/⟦app⟧:⟦hex:8⟧
⟦tail⟧""",
    ),
    Form(
        "kubernetes/kubeconfig-token",
        "config kubeconfig admin.conf",
        "kubernetes",
        """apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ⟦cert.b64⟧
    server: https://⟦ip⟧:6443
  name: ⟦word⟧
users:
- name: admin
  user:
    token: ⟦sec⟧
current-context: ""
""",
    ),
    Form(
        "shell/kubectl-token-flag",
        "deploy.sh rollout.sh",
        "kubernetes",
        """⟦head⟧kubectl --server=https://⟦ip⟧:6443 --token=⟦sec⟧ \\
  -n ⟦word⟧ set image deploy/⟦app⟧ ⟦app⟧=⟦org⟧/⟦app⟧:⟦hex:8⟧
⟦tail⟧""",
    ),
    Form(
        "kubernetes/service-account-token-secret",
        "sa-token.yaml",
        "kubernetes",
        """apiVersion: v1
kind: Secret
metadata:
  name: admin-token-⟦low:5⟧
  annotations:
    kubernetes.io/service-account.uid: ⟦uuid⟧
type: kubernetes.io/service-account-token
data:
  token: ⟦sec.b64⟧
""",
    ),
    Form(
        "python/slack-client",
        "slack_bot.py notify.py",
        "slack",
        """⟦head⟧from slack_sdk import WebClient

client = WebClient(token=⟦sec.q⟧)
client.chat_postMessage(channel="C0⟦up:8⟧", text="build ⟦hex:8⟧ done")
⟦tail⟧""",
    ),
    Form(
        "javascript/local-storage-jwt",
        "auth.js mock.js",
        "jwt",
        """⟦head⟧// ⟦cmt⟧
localStorage.setItem('token', ⟦sec.q⟧);
axios.defaults.headers.common['X-Device'] = '⟦uuid⟧';
⟦tail⟧""",
    ),
    Form(
        "text/http-request-file",
        "api.http test.rest",
        "jwt openai github gitlab",
        """### ⟦cmt⟧
GET https://⟦host⟧/api/⟦word⟧
Accept: application/json
Authorization: Bearer ⟦sec⟧

### list
GET https://⟦host⟧/api/list?etag=⟦hex:32⟧
""",
    ),
    Form(
        "yaml/npm-and-pypi-in-pipeline",
        ".gitlab-ci.yml publish.yml",
        "npm pypi",
        """publish:
  stage: release
  variables:
    ⟦secn.upper⟧: ⟦sec⟧
  script:
    - echo ⟦hex:40⟧
""",
    ),
)
