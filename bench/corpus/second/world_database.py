"""Passwords of databases in URLs and connection strings."""

from corpus.model import Form

FORMS = (
    Form(
        "python/sqlalchemy-uri-with-driver",
        "config.py settings.py alembic/env.py",
        "database",
        """import os

basedir = os.path.abspath(os.path.dirname(__file__))
SQLALCHEMY_DATABASE_URI = '⟦pick:mysql+pymysql¦postgresql+psycopg2¦mssql+pymssql⟧\
://⟦people⟧:⟦sec⟧@⟦host⟧/⟦word⟧?charset=utf8mb4'
SQLALCHEMY_TRACK_MODIFICATIONS = False
MIGRATION_HEAD = '⟦hex:12⟧'
""",
    ),
    Form(
        "env/database-url-and-redis-url",
        ".env .env.production heroku.env",
        "database",
        """RAILS_ENV=production
DATABASE_URL=postgres⟦pick:¦ql⟧://⟦low:14⟧:⟦sec⟧@ec2-54-⟦int:10:250⟧-⟦int:1:250⟧.compute-1.amazonaws.com:5432/d⟦low:13⟧
REDIS_URL=rediss://:⟦2.sec⟧@⟦host⟧:6380/0
RAILS_LOG_TO_STDOUT=true
RELEASE=⟦hex:40⟧
""",
        extra="=",
    ),
    Form(
        "go/dsn-with-tcp-parens",
        "db.go main.go internal/dao/mysql.go",
        "database",
        """import (
\t"gorm.io/driver/mysql"
\t"gorm.io/gorm"
)

func Open() (*gorm.DB, error) {
\tdsn := "root:⟦sec⟧@tcp(⟦ip⟧:3306)/⟦word⟧?charset=utf8mb4&parseTime=True&loc=Local"
\treturn gorm.Open(mysql.Open(dsn), &gorm.Config{PrepareStmt: true}) // v⟦ver⟧ ⟦hex:7⟧
}
""",
    ),
    Form(
        "json/dotnet-connection-strings",
        "appsettings.json appsettings.Staging.json",
        "database",
        """{
  "ConnectionStrings": {
    "Default": "Server=tcp:⟦word⟧.database.windows.net,1433;Initial Catalog=⟦word⟧;User ID=⟦people⟧;\
Password=⟦sec⟧;Encrypt=True;TrustServerCertificate=False;Connection Timeout=30;"
  },
  "InstanceId": "⟦uuid⟧"
}
""",
    ),
    Form(
        "yaml/spring-mongo-uri",
        "application.yml application-dev.yml",
        "database",
        """spring:
  application.name: ⟦app⟧
  data:
    mongodb:
      uri: mongodb⟦pick:¦+srv⟧://⟦people⟧:⟦sec⟧@cluster0.⟦low:5⟧.mongodb.net/⟦word⟧?retryWrites=true&w=majority
logging.pattern.level: "%5p [${spring.application.name:},%X{traceId:-}]"
build.id: ⟦uuid⟧
""",
    ),
    Form(
        "python/celery-amqp-broker",
        "celery_app.py tasks/__init__.py",
        "database",
        """from celery import Celery

app = Celery('⟦word⟧', broker='amqp://⟦people⟧:⟦sec⟧@⟦ip⟧:5672/⟦word⟧', backend='rpc://')
app.conf.task_routes = {'⟦word⟧.*': {'queue': 'q-⟦hex:6⟧'}}
app.conf.timezone = 'Asia/Shanghai'
""",
    ),
    Form(
        "java/jdbc-url-oracle-thin-with-user",
        "Dao.java JdbcTest.java",
        "database",
        """public class Dao {
    private static final long serialVersionUID = ⟦num:18⟧L;
    // 测试库
    static final String URL = "jdbc:oracle:thin:⟦people⟧/⟦sec⟧@⟦ip⟧:1521:orcl";

    Connection open() throws SQLException {
        return DriverManager.getConnection(URL);
    }
}
""",
    ),
    Form(
        "properties/jdbc-password-as-a-parameter",
        "jdbc.properties sink-connector.properties",
        "database",
        """name=⟦app⟧-sink
connector.class=io.confluent.connect.jdbc.JdbcSinkConnector
connection.url=jdbc:postgresql://⟦ip⟧:5432/⟦word⟧?user=⟦people⟧&password=⟦sec⟧&ssl=false
tasks.max=1
task.uuid=⟦uuid⟧
""",
    ),
    Form(
        "yaml/compose-with-a-mongo-url",
        "docker-compose.yml stack.yml",
        "database",
        """services:
  api:
    image: ⟦org⟧/⟦app⟧:⟦hex:7⟧
    environment:
      MONGO_URL: "mongodb://root:⟦sec⟧@mongo:27017/⟦word⟧?authSource=admin"
      NODE_ENV: production
    depends_on: [mongo]
  mongo:
    image: mongo:4.4@sha256:⟦hex:64⟧
""",
    ),
    Form(
        "history/psql-url-among-others",
        ".bash_history cheat.txt",
        "database",
        """ssh ⟦people⟧@⟦ip⟧
psql "postgresql://⟦people⟧:⟦sec⟧@⟦ip⟧:5432/⟦word⟧" -c '\\dt'
pg_dump -h localhost ⟦word⟧ | sha256sum   # ⟦hex:64⟧
redis-cli -h ⟦ip⟧ ping
""",
    ),
)
