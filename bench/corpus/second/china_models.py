"""Keys of language model services, and tokens of Gitee."""

from corpus.model import Form

FORMS = (
    Form(
        "shell/gitee-clone-with-oauth2-token-in-url",
        "mirror.sh sync_gitee.sh",
        "gitee",
        """#!/bin/bash
git clone --mirror https://github.com/⟦org⟧/⟦app⟧.git repo && cd repo
git remote add gitee https://oauth2:⟦sec⟧@gitee.com/⟦org⟧/⟦app⟧.git
git push gitee --mirror
git rev-parse HEAD   # ⟦hex:40⟧
""",
    ),
    Form(
        "curl/gitee-v5-api-query-token",
        "release.sh gitee_api.http",
        "gitee",
        """curl -X POST --header 'Content-Type: application/json;charset=UTF-8' \\
  'https://gitee.com/api/v5/repos/⟦org⟧/⟦app⟧/releases' \\
  -d '{"access_token":"⟦sec⟧","tag_name":"v⟦ver⟧","name":"v⟦ver⟧","target_commitish":"⟦hex:40⟧"}'
""",
    ),
    Form(
        "python/gitee-issue-robot-params",
        "issue_bot.py gitee_issue.py",
        "gitee",
        """import requests

OWNER, REPO = "⟦org⟧", "⟦app⟧"
GITEE_TOKEN = "⟦sec⟧"   # 私人令牌
LAST = "⟦hex:40⟧"

def issues(page=1):
    url = f"https://gitee.com/api/v5/repos/{OWNER}/{REPO}/issues"
    return requests.get(url, params={"access_token": GITEE_TOKEN, "page": page, "per_page": 100}).json()
""",
    ),
    Form(
        "ci/hub-mirror-action-with-literal-token",
        ".github/workflows/sync.yml",
        "gitee",
        """name: sync to gitee
on: [push]
jobs:
  sync:
    runs-on: ubuntu-latest
    steps:
      - uses: Yikun/hub-mirror-action@⟦hex:40⟧
        with:
          src: github/⟦org⟧
          dst: gitee/⟦org⟧
          dst_key: ${{ secrets.GITEE_PRIVATE_KEY }}
          dst_token: ⟦sec⟧
""",
    ),
    Form(
        "json/picgo-gitee-uploader-plugin",
        "config.json data.json",
        "gitee",
        """{
  "picBed": {
    "current": "gitee",
    "gitee": {
      "repo": "⟦person⟧/blog-images",
      "branch": "master",
      "token": "⟦sec⟧",
      "path": "2022",
      "message": "upload ⟦hex:32⟧"
    }
  }
}
""",
    ),
    Form(
        "text/git-credentials-line-for-gitee",
        ".git-credentials git-credentials",
        "gitee",
        """https://⟦person⟧:⟦sec⟧@gitee.com
http://nobody:changeme@⟦ip⟧%3a3000
""",
    ),
    Form(
        "python/volcenginesdkarkruntime-client",
        "doubao.py ark_chat.py",
        "ark",
        """from volcenginesdkarkruntime import Ark

client = Ark(
    base_url="https://ark.cn-beijing.volces.com/api/v3",
    api_key="⟦sec⟧",
)
completion = client.chat.completions.create(
    model="ep-20⟦num:12⟧-⟦low:5⟧",  # 方舟推理接入点
    messages=[{"role": "user", "content": "你好"}],
)
print(completion.choices[0].message.content)
# request id 02⟦hex:40⟧
""",
    ),
    Form(
        "env/ark-key-for-doubao",
        ".env .env.local",
        "ark",
        """# 豆包大模型
ARK_API_KEY=⟦sec⟧
ARK_BASE_URL=https://ark.cn-beijing.volces.com/api/v3
ARK_MODEL=doubao-1-5-pro-32k-250115
INSTANCE_ID=⟦uuid⟧
""",
    ),
    Form(
        "curl/ark-bearer-header-image-generation",
        "seedream.sh test_ark.sh",
        "ark",
        """curl -X POST https://ark.cn-beijing.volces.com/api/v3/images/generations \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer ⟦sec⟧" \\
  -H "X-Client-Request-Id: ⟦uuid⟧" \\
  -d '{"model": "doubao-seedream-3-0-t2i-250415", "prompt": "鱼眼镜头", "size": "1024x1024"}'
""",
    ),
    Form(
        "typescript/doubao-provider-literal-object",
        "providers.ts src/llm.ts",
        "ark",
        """export const doubao = {
  id: '⟦uuid⟧',
  name: 'Doubao (火山方舟)',
  baseURL: 'https://ark.cn-beijing.volces.com/api/v3/',
  apiKey: '⟦sec⟧',
  models: ['doubao-seed-1-6-250615', 'deepseek-v3-250324'],
} as const
""",
    ),
    Form(
        "yaml/spring-ai-openai-compatible-ark",
        "application.yml llm.yaml",
        "ark",
        """spring:
  ai:
    openai:
      base-url: https://ark.cn-beijing.volces.com/api
      api-key: ⟦sec⟧
      chat:
        completions-path: /v3/chat/completions
        options: {model: deepseek-r1-250120}
xxl.job.accessToken: changeme
eureka.instance.instance-id: ⟦uuid⟧
""",
    ),
    Form(
        "go/arkruntime-newclientwithapikey",
        "ark.go main.go",
        "ark",
        """package main

import "github.com/volcengine/volcengine-go-sdk/service/arkruntime"

// task cgt-⟦uuid⟧
func client() *arkruntime.Client {
	return arkruntime.NewClientWithApiKey("⟦sec⟧")
}
""",
    ),
    Form(
        "python/dashscope-module-attribute",
        "qwen.py embed.py",
        "dashscope",
        """from http import HTTPStatus
import dashscope

dashscope.api_key = '⟦sec⟧'
CACHE = '⟦hex:32⟧'

def call(prompt):
    r = dashscope.Generation.call(model='qwen-turbo', prompt=prompt)
    return r.output.text if r.status_code == HTTPStatus.OK else r.message
""",
    ),
    Form(
        "python/openai-client-compatible-mode",
        "qwen_vl.py chat.py",
        "dashscope",
        """import os
from openai import OpenAI

client = OpenAI(
    # 若没有配置环境变量，请用百炼API Key将下行替换为：api_key="sk-xxx"
    api_key=os.getenv("DASHSCOPE_API_KEY") or "⟦sec⟧",
    base_url="https://dashscope.aliyuncs.com/compatible-mode/v1",
)
print(client.models.list())  # req ⟦uuid⟧
""",
    ),
    Form(
        "java/spring-ai-alibaba-inline-constant",
        "QwenService.java AiConfig.java",
        "dashscope",
        """public class QwenService {
    // 阿里云百炼 API-KEY
    private final static String API_KEY = "⟦sec⟧";

    public String ask(String question) throws Exception {
        Generation gen = new Generation();
        GenerationParam param = GenerationParam.builder().apiKey(API_KEY).model("qwen-plus")
                .prompt(question).build();
        return gen.call(param).getOutput().getText();
    }
    // md5 ⟦hex:32⟧
}
""",
    ),
    Form(
        "toml/agent-config-qwen-section",
        "config.toml agent.toml",
        "dashscope",
        """[llm]
model = "qwen-max"
base_url = "https://dashscope.aliyuncs.com/compatible-mode/v1"
api_key = "⟦sec⟧"
max_tokens = 8192
temperature = 0.0

[sandbox]
image = "python@sha256:⟦hex:64⟧"
""",
    ),
    Form(
        "javascript/miniprogram-calls-qwen-directly",
        "utils/ai.js pages/chat/chat.js",
        "dashscope",
        """function ask(content, cb) {
  wx.request({
    url: 'https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation',
    method: 'POST',
    header: { 'Authorization': 'Bearer ' + '⟦sec⟧', 'Content-Type': 'application/json' },
    data: { model: 'qwen-long', input: { messages: [{ role: 'user', content }] } },
    success: r => cb(r.data.output.text)
  })
}
module.exports = { ask, v: '⟦hex:8⟧' }
""",
    ),
    Form(
        "python/zhipuai-client-keyword",
        "glm.py zhipu_demo.py",
        "zhipu",
        """from zhipuai import ZhipuAI

client = ZhipuAI(api_key="⟦sec⟧") # 填写您自己的APIKey
response = client.chat.completions.create(
    model="glm-4-flash",
    messages=[{"role": "user", "content": "讲个笑话"}],
    request_id="⟦uuid⟧",
)
print(response.choices[0].message)
""",
    ),
    Form(
        "env/zhipu-key-in-a-rag-demo",
        ".env rag.env",
        "zhipu",
        """LLM=zhipu
ZHIPUAI_API_KEY = "⟦sec⟧"
EMBEDDING=embedding-2
CHROMA_PATH=./chroma_⟦hex:8⟧
""",
    ),
    Form(
        "curl/bigmodel-authorization-without-bearer",
        "glm4.sh bigmodel.http",
        "zhipu",
        """POST https://open.bigmodel.cn/api/paas/v4/chat/completions
Authorization: ⟦sec⟧
Content-Type: application/json
X-Trace: ⟦hex:32⟧

{"model": "glm-4v", "messages": [{"role": "user", "content": "hi"}]}
""",
    ),
    Form(
        "json/coding-assistant-settings-for-glm",
        "settings.json .claude/settings.json",
        "zhipu",
        """{
  "env": {
    "ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/anthropic",
    "ANTHROPIC_AUTH_TOKEN": "⟦sec⟧",
    "API_TIMEOUT_MS": "3000000"
  },
  "userID": "⟦hex:64⟧"
}
""",
    ),
    Form(
        "java/zhipu-clientv4-builder",
        "GlmClient.java ZhiPu.java",
        "zhipu",
        """@Configuration
public class ZhiPu {
    private static final String API_SECRET_KEY = "⟦sec⟧";

    @Bean
    public ClientV4 clientV4() {
        // 智谱开放平台
        return new ClientV4.Builder(API_SECRET_KEY).enableTokenCache().build();
    }

    static final String REQ = "⟦uuid⟧";
}
""",
    ),
    Form(
        "python/kimi-openai-client-literal",
        "kimi.py moonshot_chat.py",
        "moonshot",
        """from openai import OpenAI

client = OpenAI(
    api_key = "⟦sec⟧",
    base_url = "https://api.moonshot.cn/v1",
)
file_object = client.files.create(file="contract.pdf", purpose="file-extract")
print(file_object.id)  # ⟦low:20⟧
""",
    ),
    Form(
        "yaml/litellm-list-with-moonshot",
        "litellm_config.yaml models.yml",
        "moonshot",
        """model_list:
  - model_name: kimi
    litellm_params:
      model: moonshot/moonshot-v1-32k
      api_base: https://api.moonshot.cn/v1
      api_key: ⟦sec⟧
general_settings:
  database_url: postgres://⟦ip⟧/litellm
  salt_sha: ⟦hex:64⟧
""",
    ),
    Form(
        "shell/moonshot-export-and-curl",
        "kimi.sh .zshrc",
        "moonshot",
        """# kimi 开放平台
export MOONSHOT_API_KEY="⟦sec⟧"
alias kimi='curl -s https://api.moonshot.cn/v1/chat/completions -H "Authorization: Bearer $MOONSHOT_API_KEY"'
export NVM_DIR="$HOME/.nvm"
export BUILD=⟦hex:40⟧
""",
    ),
    Form(
        "javascript/kimi-fetch-in-a-browser-extension",
        "background.js content.js",
        "moonshot",
        """const KIMI = 'https://api.moonshot.cn/v1/chat/completions';

async function summarize(text) {
  const res = await fetch(KIMI, {
    method: 'POST',
    headers: { Authorization: `Bearer ⟦sec⟧`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'moonshot-v1-8k', messages: [{ role: 'user', content: text }] }),
  });
  return (await res.json()).choices[0].message.content;
}
// extension id ⟦hex:32⟧
""",
    ),
    Form(
        "sql/one-api-channels-row-for-kimi",
        "one-api.sql channels.sql",
        "moonshot",
        """INSERT INTO `channels` (`id`,`type`,`key`,`status`,`name`,`base_url`,`models`) VALUES
(3,25,'⟦sec⟧',1,'Kimi','https://api.moonshot.cn','moonshot-v1-8k,moonshot-v1-128k');
INSERT INTO `logs` (`id`,`request_id`) VALUES (1,'⟦uuid⟧');
""",
    ),
    Form(
        "python/model-table-of-one-vendor-each",
        "llm_config.py models.py",
        "dashscope zhipu moonshot ark",
        """# openai compatible endpoints
MODELS = {
    "local": dict(base_url="http://127.0.0.1:11434/v1", api_key="ollama"),
    "remote": dict(base_url="https://⟦api⟧", api_key="⟦sec⟧"),
}
VENDOR = "⟦provider⟧"
PROMPT_SHA = "⟦hex:40⟧"
""",
    ),
    Form(
        "docker/compose-of-a-next-chat-with-vendor-key",
        "docker-compose.yml compose.yaml",
        "dashscope zhipu moonshot ark",
        """services:
  chat:
    image: ghcr.io/⟦org⟧/chat@sha256:⟦hex:64⟧
    environment:
      BASE_URL: "https://⟦api⟧"   # ⟦provider⟧
      API_KEY: "⟦sec⟧"
      CODE: changeme
    ports:
      - 3000:3000
""",
    ),
)
