"""Keys of OpenAI and Anthropic."""

from corpus.model import Form

FORMS = (
    Form(
        "python/openai-module-attribute",
        "gpt.py chatbot.py",
        "openai",
        """import openai

openai.api_key = "⟦sec⟧"
openai.organization = "org-⟦alnum:24⟧"

resp = openai.ChatCompletion.create(
    model="gpt-3.5-turbo",
    messages=[{"role": "user", "content": "hello"}],
    user="⟦uuid⟧",
)
print(resp.choices[0].message.content)
""",
    ),
    Form(
        "python/langchain-environ-assignment",
        "rag.py ingest.py",
        "openai",
        """import os
from langchain.chat_models import ChatOpenAI

os.environ['OPENAI_API_KEY'] = '⟦sec⟧'
os.environ["LANGCHAIN_PROJECT"] = "⟦app⟧-⟦hex:4⟧"
llm = ChatOpenAI(temperature=0, model_name='gpt-4')
print(llm.predict('用一句话介绍 ⟦word⟧'))
""",
    ),
    Form(
        "shell/curl-chat-completions",
        "ask.sh test-openai.txt",
        "openai",
        """curl https://api.openai.com/v1/chat/completions \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer ⟦sec⟧" \\
  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"ping"}],"seed":⟦num:5⟧}'
# x-request-id: req_⟦hex:32⟧
""",
    ),
    Form(
        "typescript/openai-in-the-browser",
        "src/ai.ts utils/openai.tsx",
        "openai",
        """import OpenAI from "openai";

const client = new OpenAI({ apiKey: "⟦sec⟧", dangerouslyAllowBrowser: true });
export const assistant = "asst_⟦alnum:24⟧";
export const ask = (q: string) =>
  client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: q }] });
""",
    ),
    Form(
        "yaml/chatgpt-next-web-compose",
        "docker-compose.yml compose.yaml",
        "openai",
        """services:
  chat:
    image: yidadaa/chatgpt-next-web
    ports: ["3000:3000"]
    environment:
      OPENAI_API_KEY: ⟦sec⟧
      CODE: ""
      HIDE_USER_API_KEY: 1
    labels: {rev: "⟦hex:40⟧"}
""",
    ),
    Form(
        "csv/openai-keys-in-a-sheet",
        "keys.csv 账号表.csv",
        "openai",
        """平台,用途,key,到期,备注
openai,⟦app⟧,⟦sec⟧,⟦date⟧,⟦people⟧ 申请
openai,压测,,,"工单 ⟦uuid⟧"
""",
    ),
    Form(
        "python/anthropic-client-argument",
        "claude.py agent.py",
        "anthropic",
        """from anthropic import Anthropic

client = Anthropic(api_key="⟦sec⟧", max_retries=2)
msg = client.messages.create(
    model="claude-3-5-sonnet-20241022",
    max_tokens=512,
    metadata={"user_id": "⟦uuid⟧"},
    messages=[{"role": "user", "content": "hi"}],
)
""",
    ),
    Form(
        "shell/curl-messages-x-api-key",
        "claude.sh test.txt",
        "anthropic",
        """curl https://api.anthropic.com/v1/messages \\
     --header "x-api-key: ⟦sec⟧" \\
     --header "anthropic-version: 2023-06-01" \\
     --data '{"model":"claude-3-haiku-20240307","max_tokens":64,"messages":[]}'
# request-id: req_01⟦alnum:22⟧
""",
    ),
    Form(
        "json/claude-settings-env",
        ".claude/settings.json settings.local.json",
        "anthropic",
        """{
  "env": {
    "ANTHROPIC_API_KEY": "⟦sec⟧",
    "ANTHROPIC_BASE_URL": "https://api.anthropic.com"
  },
  "installId": "⟦hex:64⟧",
  "permissions": {"allow": ["Bash(npm run test:*)"]}
}
""",
    ),
    Form(
        "yaml/litellm-model-list",
        "litellm.yaml config.yaml",
        "anthropic",
        """model_list:
  - model_name: claude
    litellm_params:
      model: anthropic/claude-3-opus-20240229
      api_key: ⟦sec⟧
    model_info: {id: ⟦uuid⟧}
  - model_name: local
    litellm_params: {model: ollama/qwen2, api_base: "http://⟦ip⟧:11434"}
""",
    ),
    Form(
        "kotlin/anthropic-build-config-field",
        "app/build.gradle.kts local.gradle.kts",
        "anthropic",
        """android {
    namespace = "com.⟦org⟧.⟦word⟧"
    defaultConfig {
        versionCode = ⟦int:10:900⟧
        buildConfigField("String", "ANTHROPIC_KEY", "\\"⟦sec⟧\\"")
        buildConfigField("String", "GIT_SHA", "\\"⟦hex:40⟧\\"")
    }
}
""",
    ),
)
