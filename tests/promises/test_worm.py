"""What an attacker with the application's key, or the server's root account, can do to an archived object: nothing.

A real MinIO; the dossier was put by the real house, which locked it. One row an attack, each by both accounts.
"""

import io
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from minio import Minio, MinioAdmin
from minio.commonconfig import COMPLIANCE, ENABLED, GOVERNANCE, Filter
from minio.credentials import StaticProvider
from minio.error import S3Error
from minio.lifecycleconfig import Expiration, LifecycleConfig, NoncurrentVersionExpiration, Rule
from minio.objectlockconfig import ObjectLockConfig
from minio.retention import Retention
from minio.versioningconfig import SUSPENDED, VersioningConfig

from archive.ocfl import object_root
from tests.conftest import server
from tests.contracts.test_blobs import s3_client
from tests.vankho.test_retention import World
from vankho.settings import Settings
from vankho.wiring import House

LOCKED, HELD = "A", "B"
"""A dossier with a date, 1 January 2081; and one that is kept for ever."""


class Locked(World):
    """A home whose store is a bucket of a real server."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder)
        self.at = datetime.now(UTC).astimezone(self.at.tzinfo)
        self.address = address
        self.house = House(Settings(home=folder / "home", runner="here", store=address), lambda: self.at)


@dataclass
class Scene:
    """A bucket, the two accounts, and what the bucket held before anybody tried."""

    bucket: str
    accounts: dict[str, Minio]
    world: Locked
    before: dict[tuple[str, str], bytes]

    def versions(self) -> dict[tuple[str, str], bytes]:
        root = self.accounts["root"]
        found = {}
        for name in (LOCKED, HELD):
            for one in root.list_objects(self.bucket, object_root(name), recursive=True, include_version=True):
                if not one.is_delete_marker:
                    key, version = str(one.object_name), str(one.version_id)
                    found[key, version] = root.get_object(self.bucket, key, version_id=version).data
        return found


def account(address: str, bucket: str) -> tuple[str, str]:
    """A user of the server who may do everything with that one bucket, as Vankho's own key would."""
    parts = urlsplit(address)
    admin = MinioAdmin(
        endpoint=f"{parts.hostname}:{parts.port}",
        credentials=StaticProvider(access_key=parts.username or "", secret_key=parts.password or ""),
        secure=False,
    )
    name, secret = f"app-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    everything = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["s3:*"], "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]}
        ],
    }
    admin.user_add(name, secret)
    admin.policy_add(name, policy=everything)
    admin.policy_set(name, user=name)
    return name, secret


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    base = server("VANKHO_TEST_S3").rstrip("/")
    address = f"{base}/vankho-test-{uuid.uuid4().hex[:12]}?tls=0"
    root, bucket = s3_client(address)
    name, secret = account(address, bucket)
    parts = urlsplit(address)
    app = Minio(endpoint=f"{parts.hostname}:{parts.port}", access_key=name, secret_key=secret, secure=False)
    root.make_bucket(bucket, object_lock=True)
    theirs = address.replace(f"{parts.username}:{parts.password}@", f"{name}:{secret}@")
    world = Locked(tmp_path_factory.mktemp("worm"), theirs)
    with world.house:
        world.keep(LOCKED, maintenance="70 năm")
        world.keep(LOCKED, "quyết định, có bổ sung", maintenance="70 năm")
        world.keep(HELD, maintenance="Vĩnh viễn")
        made = Scene(bucket, {"the application": app, "root": root}, world, {})
        made.before = made.versions()
        assert len(made.before) > 12
        yield made


Attack = Callable[[Minio, str, str, str], object]


def delete_with_bypass(client: Minio, bucket: str, key: str, version: str) -> None:
    headers = {"x-amz-bypass-governance-retention": "true"}
    client._execute("DELETE", bucket, key, query_params={"versionId": version}, headers=headers)


def shorten_with_bypass(client: Minio, bucket: str, key: str, version: str) -> None:
    body = Retention(COMPLIANCE, datetime.now(UTC) + timedelta(seconds=2))
    from minio.xml import marshal

    client._execute(
        "PUT",
        bucket,
        key,
        body=marshal(body),
        query_params={"retention": "", "versionId": version},
        headers={"x-amz-bypass-governance-retention": "true"},
    )


def unhold_and_delete(client: Minio, bucket: str, key: str, version: str) -> None:
    client.disable_object_legal_hold(bucket, key, version)
    client.remove_object(bucket, key, version)


def suspend_and_delete(client: Minio, bucket: str, key: str, version: str) -> None:
    with suppress(S3Error):
        client.set_bucket_versioning(bucket, VersioningConfig(SUSPENDED))
    client.remove_object(bucket, key, version)


def unlock_bucket_and_delete(client: Minio, bucket: str, key: str, version: str) -> None:
    with suppress(S3Error):
        client.delete_object_lock_config(bucket)
    with suppress(S3Error):
        client.set_object_lock_config(bucket, ObjectLockConfig(None, None, None))
    client.remove_object(bucket, key, version)


def remove_bucket_by_force(client: Minio, bucket: str, key: str, version: str) -> None:
    client._execute("DELETE", bucket, headers={"x-minio-force-delete": "true"})


def put_over(client: Minio, bucket: str, key: str, version: str) -> None:
    client.put_object(bucket, key, io.BytesIO(b"forged"), 6)


def expire_by_rule(client: Minio, bucket: str, key: str, version: str) -> None:
    rule = Rule(
        ENABLED,
        rule_filter=Filter(prefix=""),
        rule_id="all",
        expiration=Expiration(days=1),
        noncurrent_version_expiration=NoncurrentVersionExpiration(noncurrent_days=1),
    )
    client.set_bucket_lifecycle(bucket, LifecycleConfig([rule]))


REFUSED: dict[str, Attack] = {
    "delete a version": lambda client, bucket, key, version: client.remove_object(bucket, key, version),
    "delete a version, bypassing governance": delete_with_bypass,
    "shorten the lock": lambda client, bucket, key, version: client.set_object_retention(
        bucket, key, Retention(COMPLIANCE, datetime.now(UTC) + timedelta(seconds=2)), version
    ),
    "shorten the lock, bypassing governance": shorten_with_bypass,
    "make the lock one of governance": lambda client, bucket, key, version: client.set_object_retention(
        bucket, key, Retention(GOVERNANCE, datetime.now(UTC) + timedelta(days=40000)), version
    ),
    "take off the legal hold and delete": unhold_and_delete,
    "suspend versions and delete": suspend_and_delete,
    "take the lock off the bucket and delete": unlock_bucket_and_delete,
    "remove the bucket": lambda client, bucket, key, version: client.remove_bucket(bucket),
    "remove the bucket by force": remove_bucket_by_force,
}
WITHOUT_LOSS: dict[str, Attack] = {
    "delete without a version (a marker)": lambda client, bucket, key, version: client.remove_object(bucket, key),
    "put other bytes over it": put_over,
    "a lifecycle rule": expire_by_rule,
}


@pytest.mark.parametrize("dossier", [LOCKED, HELD])
@pytest.mark.parametrize("who", ["the application", "root"])
@pytest.mark.parametrize("attack", REFUSED)
def test_the_server_refuses_to(attack: str, who: str, dossier: str, scene: Scene) -> None:
    mine = sorted(place for place in scene.before if place[0].startswith(object_root(dossier)))
    for key, version in (mine[0], mine[-1]):
        with pytest.raises(S3Error) as caught:
            REFUSED[attack](scene.accounts[who], scene.bucket, key, version)
        assert caught.value.response.status in (400, 403, 405, 409), caught.value
    assert all(scene.versions().get(place) == data for place, data in scene.before.items())
    assert_locked(scene)


@pytest.mark.parametrize("who", ["the application", "root"])
@pytest.mark.parametrize("attack", WITHOUT_LOSS)
def test_nothing_is_lost_by(attack: str, who: str, scene: Scene) -> None:
    key, version = sorted(place for place in scene.before if place[0].endswith("dossier.json"))[0]
    with suppress(S3Error):
        WITHOUT_LOSS[attack](scene.accounts[who], scene.bucket, key, version)
    assert all(scene.versions().get(place) == data for place, data in scene.before.items())
    assert_locked(scene)


def assert_locked(scene: Scene) -> None:
    """Every version is locked as its dossier's time asks for. An attack may have taken a hold off: the next run of the
    house puts it on again."""
    for name in (LOCKED, HELD):
        scene.world.keeper().guard(name)
    found = {(one.key, one.version): one for one in scene.world.house.blobs.locks("")}  # type: ignore[attr-defined]
    for key, version in scene.before:
        lock = found[key, version]
        assert lock.until is not None
        if key.startswith(object_root(LOCKED)):
            assert lock.until == datetime(2080, 12, 31, 17, tzinfo=UTC) and not lock.held
        else:
            assert lock.held and (lock.until - scene.world.at).days > 3650


def test_the_house_itself_cannot_destroy_before_the_date_and_says_until_when(scene: Scene) -> None:
    from archive.errors import Locked as Refusal

    with pytest.raises(Refusal, match="2081-01-01 00:00"):
        scene.world.house.store.destroy(LOCKED, "12/QĐ")
    with pytest.raises(Refusal, match="legal hold"):
        scene.world.house.store.destroy(HELD, "12/QĐ")
    assert all(scene.versions().get(place) == data for place, data in scene.before.items())


def test_after_its_date_a_dossier_is_destroyed_with_all_its_versions(tmp_path: Path, s3_address: str) -> None:
    import time

    from archive.lock import Guard

    world = Locked(tmp_path, s3_address)
    with world.house:
        world.keep("C", maintenance="5 năm")
        world.keep("C", "bổ sung", maintenance="5 năm")
        until = datetime.now(UTC) + timedelta(seconds=6)
        world.house.store.guard("C", Guard(until, until, hold=False))
        name = world.decided("C")
        assert world.endings(name) == {"C": "stopped"}
        assert "khóa đến" in world.disposer("lan").file(name).stopped["C"]
        time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds() + 1))
        world.at = datetime.now(UTC).astimezone(world.at.tzinfo)
        assert world.endings(world.decided("C")) == {"C": "destroyed"}
        client, bucket = s3_client(s3_address)
        assert list(client.list_objects(bucket, object_root("C"), recursive=True, include_version=True)) == []
