"""AWS keys in pipelines and playbooks."""

from corpus.model import Form

FORMS = (
    Form(
        "yaml/travis-s-three-deploy",
        ".travis.yml",
        "aws",
        """language: node_js
node_js: ["12"]
script: npm run build
env:
  global:
    - CI_TAG=⟦hex:7⟧
deploy:
  provider: s3
  access_key_id: "⟦id⟧"
  secret_access_key: "⟦sec⟧"
  bucket: ⟦bucket⟧
  region: ⟦region⟧
  skip_cleanup: true
  on: {branch: master}
""",
    ),
    Form(
        "yaml/github-workflow-with-plain-inputs",
        ".github/workflows/deploy.yml .github/workflows/ci.yml",
        "aws",
        """name: deploy
on: [push]
jobs:
  ⟦word⟧:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@⟦hex:40⟧ # v4
      - uses: aws-actions/configure-aws-credentials@v2
        with:
          aws-access-key-id: ⟦id⟧
          aws-secret-access-key: ⟦sec⟧
          aws-region: ⟦region⟧
      - run: aws s3 sync ./dist s3://⟦bucket⟧ --delete
        env:
          TOKEN: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Form(
        "yaml/ansible-task-with-short-names",
        "roles/s3/tasks/main.yml playbook.yml group_vars/all.yml",
        "aws",
        """- hosts: localhost
  gather_facts: no
  vars:
    ec2_access_key: ⟦id⟧
    ec2_secret_key: ⟦sec⟧
    ami: ami-⟦hex:17⟧
  tasks:
    - name: launch
      ec2:
        aws_access_key: "{{ ec2_access_key }}"
        aws_secret_key: "{{ ec2_secret_key }}"
        image: "{{ ami }}"
        region: ⟦region⟧
        wait: yes
""",
    ),
)
