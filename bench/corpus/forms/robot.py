"""Addresses of chat robots, which are secrets as a whole."""

from corpus.model import Form

_ROBOT = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦sec⟧",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/⟦sec⟧",
    "slack": "https://hooks.slack.com/services/⟦sec⟧",
}


def _robots() -> tuple[Form, ...]:
    out: list[Form] = []
    for name, url in _ROBOT.items():
        spec = f"{name}:webhook"
        out += [
            Form(
                f"python/robot-{name}",
                "notify.py alarm.py robot.py",
                spec,
                f"""⟦head⟧import requests

WEBHOOK = "{url}"


def send(text):
    # ⟦cmt⟧
    body = {{"msgtype": "text", "text": {{"content": text, "id": "⟦uuid⟧"}}}}
    return requests.post(WEBHOOK, json=body, timeout=5)
⟦tail⟧""",
            ),
            Form(
                f"shell/robot-{name}",
                "notify.sh alert.sh",
                spec,
                f"""⟦head⟧curl -s '{url}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"msgtype":"text","text":{{"content":"build ⟦hex:8⟧ done"}}}}'
⟦tail⟧""",
            ),
            Form(
                f"yaml/robot-{name}",
                "alertmanager.yml config.yml .gitlab-ci.yml",
                spec,
                f"""⟦head⟧receivers:
  - name: ⟦word⟧
    webhook_configs:
      - url: {url}
        send_resolved: true
⟦tail⟧""",
            ),
        ]
    return tuple(out)


FORMS = _robots()
