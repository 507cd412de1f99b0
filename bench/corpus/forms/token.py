"""Single tokens in code and settings: model providers, forges, registries, chat."""

from corpus.groups import FORGES, MODELS, TOKENS
from corpus.model import Form

FORMS = (
    Form(
        "env/token",
        ".env .env.local",
        TOKENS,
        "⟦head⟧⟦secn.upper⟧=⟦pick:⟦sec⟧¦⟦sec.q⟧⟧\nLOG_LEVEL=info\n⟦tail⟧",
    ),
    Form(
        "shell/export-token",
        ".bashrc env.sh setup.sh",
        TOKENS,
        """⟦head⟧export ⟦secn.upper⟧=⟦pick:"⟦sec⟧"¦⟦sec⟧¦'⟦sec⟧'⟧
export BUILD_SHA=⟦hex:40⟧
⟦tail⟧""",
    ),
    Form(
        "python/token-constant",
        "config.py bot.py main.py",
        TOKENS,
        """⟦head⟧⟦secn.upper⟧ = ⟦sec.q⟧  # ⟦cmt⟧
BASE = "https://⟦host⟧"
SESSION = "⟦uuid⟧"
⟦tail⟧""",
    ),
    Form(
        "python/token-environ",
        "app.py agent.py rag_demo.py",
        MODELS,
        """⟦head⟧import os

os.environ["⟦secn.upper⟧"] = ⟦sec.q⟧
os.environ["TOKENIZERS_PARALLELISM"] = "false"
⟦tail⟧""",
    ),
    Form(
        "python/openai-client",
        "chat.py llm.py qa.py",
        MODELS,
        """⟦head⟧from openai import OpenAI

client = OpenAI(
    api_key=⟦sec.q⟧,⟦opt:  # ⟦secn.upper⟧⟧
    base_url="https://⟦api⟧/v1",
)
completion = client.chat.completions.create(model="⟦pick:gpt-4o¦qwen-plus¦glm-4⟧", messages=[])
⟦tail⟧""",
    ),
    Form(
        "python/vendor-module-api-key",
        "demo.py call.py",
        "openai dashscope zhipu anthropic",
        """⟦head⟧import ⟦provider⟧

⟦provider⟧.api_key = ⟦sec.q⟧
resp = ask("⟦cmt⟧", request_id="⟦uuid⟧")
⟦tail⟧""",
    ),
    Form(
        "python/bearer-header",
        "client.py request.py crawl.py",
        TOKENS,
        """⟦head⟧import requests

headers = {
    "Authorization": "Bearer ⟦sec⟧",
    "X-Request-Id": "⟦uuid⟧",
}
r = requests.get("https://⟦api⟧/v1/⟦word⟧", headers=headers, timeout=⟦int:3:30⟧)  # ⟦secn.title⟧
⟦tail⟧""",
    ),
    Form(
        "shell/curl-bearer",
        "call.sh test_api.sh",
        f"{MODELS} github gitlab digitalocean ibm slack jwt",
        """⟦head⟧# ⟦secn.title⟧
curl -s https://⟦api⟧/v1/⟦word⟧ \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer ⟦sec⟧" \\
  -d '{"model": "⟦word⟧", "seed": ⟦int:1:99⟧}'
⟦tail⟧""",
    ),
    Form(
        "javascript/token-in-config",
        "config.js bot.js index.js",
        TOKENS,
        """⟦head⟧module.exports = {
  name: '⟦app⟧',
  ⟦secn.camel⟧: ⟦sec.q⟧, // ⟦cmt⟧
  commit: '⟦hex:40⟧',
};
""",
    ),
    Form(
        "javascript/fetch-bearer",
        "chat.js api.js",
        f"{MODELS} github slack jwt",
        """⟦head⟧const res = await fetch('https://⟦api⟧/v1/chat', {
  method: 'POST',
  headers: { Authorization: `Bearer ⟦sec⟧`, 'X-Trace': '⟦hex:32⟧' }, // ⟦secn.camel⟧
  body: JSON.stringify({ stream: true }),
});
⟦tail⟧""",
    ),
    Form(
        "java/token-constant",
        "Constants.java AiClient.java",
        TOKENS,
        """package com.⟦org⟧.ai;

⟦head⟧public class AiClient {
    /** ⟦cmt⟧ */
    private static final String ⟦secn.upper⟧ = "⟦sec⟧";
    private static final String HOST = "https://⟦host⟧";
⟦tail⟧}
""",
    ),
    Form(
        "go/token-variable",
        "main.go client.go",
        TOKENS,
        """package main

⟦head⟧
var ⟦secn.camel⟧ = "⟦sec⟧"
⟦tail⟧""",
    ),
    Form(
        "yaml/token-in-spring",
        "application.yml config.yaml",
        TOKENS,
        """⟦head⟧⟦app⟧:
  ai:
    base-url: https://⟦api⟧
    ⟦secn.kebab⟧: ⟦pick:⟦sec⟧¦"⟦sec⟧"⟧
    trace: ⟦uuid⟧
⟦tail⟧""",
    ),
    Form(
        "yaml/token-in-compose",
        "docker-compose.yml",
        TOKENS,
        """services:
  ⟦app⟧:
    image: ⟦org⟧/⟦app⟧:⟦hex:8⟧
    environment:
      - ⟦secn.upper⟧=⟦sec⟧
      - TZ=Asia/Shanghai
""",
    ),
    Form(
        "kubernetes/token-secret-base64",
        "secret.yaml",
        TOKENS,
        """apiVersion: v1
kind: Secret
metadata:
  name: ⟦app⟧-token
  uid: ⟦uuid⟧
data:
  ⟦secn.upper⟧: ⟦sec.b64⟧
""",
    ),
    Form(
        "json/token-in-settings",
        "settings.json config.json",
        TOKENS,
        """{
  "name": "⟦app⟧",
  "⟦secn.camel⟧": "⟦sec⟧",
  "etag": "⟦hex:32⟧"
}
""",
    ),
    Form(
        "properties/token",
        "application.properties gradle.properties",
        TOKENS,
        "⟦head⟧⟦secn.dot⟧=⟦sec⟧\n⟦tail⟧",
    ),
    Form(
        "dockerfile/token-env",
        "Dockerfile",
        f"{MODELS} {FORGES} npm pypi",
        "FROM python:3.12@sha256:⟦hex:64⟧\n⟦pick:ENV¦ARG⟧ ⟦secn.upper⟧=⟦sec⟧\nCOPY . /app\n⟦tail⟧",
    ),
)
