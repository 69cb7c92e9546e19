"""Makes, changes and deletes a table, a bucket, a log group and a stack with boto3, and prints what it saw."""

import json

import boto3

seen = {}
dynamodb = boto3.client("dynamodb")
dynamodb.create_table(
    TableName="worlds",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
)
dynamodb.get_waiter("table_exists").wait(TableName="worlds", WaiterConfig={"Delay": 1})
dynamodb.put_item(TableName="worlds", Item={"id": {"S": "w-1"}, "tick": {"N": "1"}})
dynamodb.update_item(
    TableName="worlds",
    Key={"id": {"S": "w-1"}},
    UpdateExpression="ADD tick :n",
    ExpressionAttributeValues={":n": {"N": "41"}},
)
seen["item"] = dynamodb.get_item(TableName="worlds", Key={"id": {"S": "w-1"}})["Item"]
dynamodb.update_table(TableName="worlds", DeletionProtectionEnabled=True)
seen["protected"] = dynamodb.describe_table(TableName="worlds")["Table"]["DeletionProtectionEnabled"]
dynamodb.update_table(TableName="worlds", DeletionProtectionEnabled=False)
dynamodb.delete_table(TableName="worlds")
dynamodb.get_waiter("table_not_exists").wait(TableName="worlds", WaiterConfig={"Delay": 1})

s3 = boto3.client("s3")
s3.create_bucket(Bucket="boto3-snapshots")
s3.put_bucket_versioning(Bucket="boto3-snapshots", VersioningConfiguration={"Status": "Enabled"})
for body in (b"one", b"two"):
    s3.put_object(Bucket="boto3-snapshots", Key="w-1/manifest", Body=body)
seen["object"] = s3.get_object(Bucket="boto3-snapshots", Key="w-1/manifest")["Body"].read().decode()
versions = s3.list_object_versions(Bucket="boto3-snapshots")["Versions"]
seen["versions"] = len(versions)
for version in versions:
    s3.delete_object(Bucket="boto3-snapshots", Key=version["Key"], VersionId=version["VersionId"])
s3.delete_bucket(Bucket="boto3-snapshots")

logs = boto3.client("logs")
logs.create_log_group(logGroupName="/boto3", tags={"env": "dev"})
logs.put_retention_policy(logGroupName="/boto3", retentionInDays=7)
seen["retention"] = logs.describe_log_groups(logGroupNamePrefix="/boto3")["logGroups"][0]["retentionInDays"]
logs.delete_log_group(logGroupName="/boto3")
seen["groups"] = len(logs.describe_log_groups(logGroupNamePrefix="/boto3")["logGroups"])

cloudformation = boto3.client("cloudformation")
quick = {"Delay": 1}


def template(name):
    return json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}}}})


cloudformation.create_stack(StackName="boto3", TemplateBody=template("one"))
cloudformation.get_waiter("stack_create_complete").wait(StackName="boto3", WaiterConfig=quick)
cloudformation.update_stack(StackName="boto3", TemplateBody=template("two"))
cloudformation.get_waiter("stack_update_complete").wait(StackName="boto3", WaiterConfig=quick)
stack = cloudformation.describe_stacks(StackName="boto3")["Stacks"][0]
seen["stack"] = stack["StackStatus"]
cloudformation.delete_stack(StackName="boto3")
cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack["StackId"], WaiterConfig=quick)
seen["deleted"] = cloudformation.describe_stacks(StackName=stack["StackId"])["Stacks"][0]["StackStatus"]
print(json.dumps(seen))
