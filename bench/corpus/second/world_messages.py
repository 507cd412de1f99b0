"""Slack's tokens and hooks."""

from corpus.model import Form

FORMS = (
    Form(
        "python/slack-bolt-app",
        "bot.py app.py",
        "slack",
        """from slack_bolt import App

app = App(token="⟦sec⟧", signing_secret=__import__("os").environ["SLACK_SIGNING_SECRET"])
CHANNEL = "C0⟦base32:9⟧"


@app.event("app_mention")
def hi(say, event):
    say(f"hi {event['user']}", thread_ts="⟦ts⟧.⟦num:6⟧")
""",
    ),
    Form(
        "yaml/slack-alert-values",
        "values.yaml botkube.yml",
        "slack",
        """communications:
  slack:
    enabled: true
    channel: '#⟦word⟧-alerts'
    token: '⟦sec⟧'
settings:
  clusterName: ⟦env⟧-⟦hex:6⟧
""",
    ),
    Form(
        "shell/curl-chat-post-message",
        "notify.sh cron.sh",
        "slack",
        """#!/bin/bash
msg="backup of ⟦host⟧ finished, sum ⟦hex:32⟧"
curl -s -F text="$msg" -F channel=#ops -F token=⟦sec⟧ https://slack.com/api/chat.postMessage
""",
    ),
    Form(
        "ruby/slack-configure-block",
        "config/initializers/slack.rb lib/notify.rb",
        "slack",
        """Slack.configure do |c|
  c.token = '⟦sec⟧'
end
client = Slack::Web::Client.new
client.chat_postMessage(channel: 'G⟦base32:10⟧', text: "deploy #{'⟦hex:40⟧'[0, 7]}", as_user: true)
""",
    ),
    Form(
        "env/hubot-slack-token",
        ".env hubot.env Procfile.env",
        "slack",
        """HUBOT_NAME=⟦word⟧bot
HUBOT_SLACK_TOKEN=⟦sec⟧
HUBOT_HEROKU_KEEPALIVE_URL=https://⟦word⟧.example.com
REDIS_PREFIX=⟦hex:8⟧
""",
    ),
    Form(
        "json/grafana-contact-point-token",
        "contact.json alerting.json",
        "slack",
        """{"receivers": [{"uid": "⟦low:9⟧", "type": "slack", "name": "⟦word⟧",
  "settings": {"recipient": "C⟦base32:10⟧", "username": "grafana"},
  "secureSettings": {"token": "⟦sec⟧"}}], "version": ⟦int:1:30⟧}
""",
    ),
    Form(
        "yaml/alertmanager-api-url",
        "alertmanager.yml alertmanager-config.yaml",
        "slack:webhook",
        """global:
  resolve_timeout: 5m
  slack_api_url: 'https://hooks.slack.com/services/⟦sec⟧'
route:
  group_by: [alertname]
  receiver: ⟦word⟧
receivers:
- name: ⟦word⟧
  slack_configs: [{channel: '#alerts', send_resolved: true, title: '{{ .GroupLabels.job }}'}]
""",
    ),
    Form(
        "python/requests-post-to-a-hook",
        "alert.py check_disk.py",
        "slack:webhook",
        """import json, socket, requests

HOOK = 'https://hooks.slack.com/services/' + '⟦sec⟧'

def alert(text):
    requests.post(HOOK, data=json.dumps({'text': '[%s] %s' % (socket.gethostname(), text), 'id': '⟦uuid⟧'}))
""",
    ),
    Form(
        "terraform/sns-to-slack-module",
        "slack.tf notify.tf",
        "slack:webhook",
        """module "notify_slack" {
  source            = "terraform-aws-modules/notify-slack/aws"
  version           = "~> 5.0"
  sns_topic_name    = "⟦app⟧-alarms"
  slack_webhook_url = "https://hooks.slack.com/services/⟦sec⟧"
  slack_channel     = "aws"
  kms_key_arn       = "arn:aws:kms:us-east-1:⟦account⟧:key/⟦uuid⟧"
}
""",
    ),
    Form(
        "go/slack-webhook-constant",
        "notify.go internal/alert/slack.go",
        "slack:webhook",
        """package alert

const (
\t// do not spam
\twebhook = "https://hooks.slack.com/services/⟦sec⟧"
\trelease = "⟦hex:40⟧"
)

func Send(text string) error {
\treturn slack.PostWebhook(webhook, &slack.WebhookMessage{Text: text + release[:7]})
}
""",
    ),
    Form(
        "groovy/slack-send-in-jenkins",
        "Jenkinsfile vars/notify.groovy",
        "slack:webhook",
        """def call(String status) {
  def body = groovy.json.JsonOutput.toJson([text: "${env.JOB_NAME} ${status}", icon_emoji: ':jenkins:'])
  sh "curl -X POST -H 'Content-type: application/json' --data '${body}' https://hooks.slack.com/services/⟦sec⟧"
  // build ⟦hex:12⟧
}
""",
    ),
    Form(
        "json/slack-hook-with-escaped-slashes",
        "settings.json wp_options.json",
        "slack:webhook",
        """{"site":"https:\\/\\/⟦word⟧.example.com","nonce":"⟦hex:10⟧",\
"slack":{"endpoint":"https:\\/\\/hooks.slack.com\\/services\\/⟦sec.slash⟧","channel":"#orders"}}
""",
    ),
)
