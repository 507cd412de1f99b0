"""JSON: answers of services that hand out keys."""

from corpus.groups import PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "json/sts-response-tencent",
        "response.json sts.json",
        "tencent:temporary",
        """{
  "Response": {
    "Credentials": {
      "Token": "⟦tok⟧",
      "TmpSecretId": "⟦id⟧",
      "TmpSecretKey": "⟦sec⟧"
    },
    "ExpiredTime": ⟦ts⟧,
    "Expiration": "⟦date⟧T⟦time⟧Z",
    "RequestId": "⟦uuid⟧"
  }
}
""",
    ),
    Form(
        "json/sts-response-aws",
        "assume-role.json cache-⟦hex:40⟧.json",
        "aws:temporary",
        """{
  "Credentials": {
    "AccessKeyId": "⟦id⟧",
    "SecretAccessKey": "⟦sec⟧",
    "SessionToken": "⟦tok⟧",
    "Expiration": "⟦date⟧T⟦time⟧+00:00"
  },
  "AssumedRoleUser": {
    "AssumedRoleId": "AROA⟦base32:17⟧:⟦person⟧",
    "Arn": "arn:aws:sts::⟦account⟧:assumed-role/⟦word⟧/⟦person⟧"
  }
}
""",
    ),
    Form(
        "json/sts-response-alibaba",
        "sts.json token.json",
        "alibaba:temporary",
        """{"RequestId":"⟦UUID⟧","AssumedRoleUser":{"Arn":"acs:ram::⟦num:16⟧:role/⟦word⟧/⟦person⟧"},\
"Credentials":"""
        """{"AccessKeyId":"⟦id⟧","AccessKeySecret":"⟦sec⟧","SecurityToken":"⟦tok⟧",\
"Expiration":"⟦date⟧T⟦time⟧Z"}}
""",
    ),
    Form(
        "json/instance-metadata",
        "metadata.json security-credentials.txt",
        "aws:temporary tencent:temporary",
        """{
  "Code" : "Success",
  "LastUpdated" : "⟦date⟧T⟦time⟧Z",
  "Type" : "HMAC",
  "⟦pick:AccessKeyId¦TmpSecretId⟧" : "⟦id⟧",
  "⟦pick:SecretAccessKey¦TmpSecretKey⟧" : "⟦sec⟧",
  "Token" : "⟦tok⟧",
  "Expiration" : "⟦date⟧T⟦time⟧Z"
}
""",
    ),
    Form(
        "json/create-access-key-response",
        "create-key.json output.json",
        "aws alibaba",
        """{
  "AccessKey": {
    "UserName": "⟦person⟧",
    "AccessKeyId": "⟦id⟧",
    "Status": "Active",
    "⟦pick:SecretAccessKey¦AccessKeySecret⟧": "⟦sec⟧",
    "CreateDate": "⟦date⟧T⟦time⟧Z"
  }
}
""",
    ),
    Form(
        "json/postman-collection",
        "api.postman_collection.json env.postman_environment.json",
        PAIRS,
        """{
  "info": { "_postman_id": "⟦uuid⟧", "name": "⟦app⟧" },
  "variable": [
    { "key": "host", "value": "https://⟦host⟧" },
    { "key": "⟦idn.camel⟧", "value": "⟦id⟧", "type": "string" },
    { "key": "⟦secn.camel⟧", "value": "⟦sec⟧", "type": "string" }
  ]
}
""",
    ),
    Form(
        "json/ecs-task-definition",
        "taskdef.json task-definition.json",
        "aws tencent",
        """{
  "family": "⟦app⟧",
  "containerDefinitions": [
    {
      "name": "⟦app⟧",
      "image": "⟦account⟧.dkr.ecr.us-east-1.amazonaws.com/⟦app⟧:⟦hex:8⟧",
      "environment": [
        { "name": "⟦idn.upper⟧", "value": "⟦id⟧" },
        { "name": "⟦secn.upper⟧", "value": "⟦sec⟧" },
        { "name": "TZ", "value": "UTC" }
      ]
    }
  ]
}
""",
    ),
)
