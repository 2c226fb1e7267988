"""Loads versions from the disk and makes them ready to serve."""

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack

from bot import search
from bot.actions import PackActions
from bot.asking.model import LanguageModel
from bot.asking.understanding import AskingUnderstander
from bot.engine import Serving
from bot.errors import ArtifactError, SetupError
from bot.inference import encoder
from bot.packs import Pack
from bot.registry.live import Live, Loaded
from bot.registry.roles import Registry, Roles
from bot.registry.sharing import at_hand, names
from bot.registry.versions import candidates, first_usable, of_another
from bot.settings import Settings
from bot.subjects import Subjects
from bot.understanding import outlook
from bot.understanding.understander import EncoderUnderstander


class VersionLoader:
    """The versions of the packs; all versions of a pack share its actions, all share the language model. ``stack`` closes the actions."""

    def __init__(
        self, settings: Settings, packs: Mapping[str, Pack], stack: AsyncExitStack, language_model: LanguageModel | None = None
    ) -> None:
        self.root, self.shared = settings.artifacts_dir, settings.shared_artifacts_dir
        self.packs, self.language_model = packs, language_model
        self.refused: dict[tuple[str, str], str] = {}
        """Versions that could not be used when the process began, and why; a version that loads later is removed."""
        self.actions = {name: PackActions(pack, settings.data_dir / "packs" / name) for name, pack in packs.items()}
        for actions in self.actions.values():
            stack.callback(actions.close)

    def load(self, pack: str, version: str) -> Loaded:
        """A version by the name of its folder, ready to serve, with its hashes checked; raises ModelError.

        A version that this machine lacks is copied from the shared folder.
        """
        folder, domain = at_hand(self.root, self.shared, pack, version), self.packs[pack].domain
        reader = encoder.load(folder)
        if reader.manifest.pack != pack:
            raise of_another(folder, reader.manifest.pack)
        encoding = EncoderUnderstander(reader, domain, outlook.load(folder, reader))
        encoding.warm_up()
        understander = AskingUnderstander(encoding, domain, self.language_model) if self.language_model else encoding
        retriever = search.load(folder, reader.models, domain.answers, Subjects(domain))
        self.refused.pop((pack, version), None)  # repaired since
        return Loaded(version, Serving(domain, understander, retriever, self.actions[pack], version), encoding.close)

    async def live(self, pack: str, registry: Registry, stack: AsyncExitStack) -> Live:
        """A pack with the version that it starts with; raises SetupError, which says how to train one, if there is none."""
        roles = (await registry.roles()).get(pack, Roles())
        try:
            wanted = candidates(names(pack, self.root, self.shared), roles, await registry.changes(pack))
            live = Live(first_usable(self.root, pack, wanted, self.shared, lambda folder: self.load(pack, folder.name), self.refused))
        except ArtifactError as error:
            raise SetupError(f"The pack {pack} cannot be served: {error}.") from error
        stack.callback(live.close)
        return live


class ActiveVersions(Mapping[str, str]):
    """The active version of each pack."""

    def __init__(self, packs: Mapping[str, Live]) -> None:
        self.packs = packs

    def __getitem__(self, pack: str) -> str:
        return self.packs[pack].active.version

    def __iter__(self) -> Iterator[str]:
        return iter(self.packs)

    def __len__(self) -> int:
        return len(self.packs)


class RefusedVersions(Mapping[str, tuple[str, ...]]):
    """The versions of each pack that could not be loaded, in the order of their names; ``told`` may change on any thread."""

    def __init__(self, *told: Mapping[tuple[str, str], str]) -> None:
        self.told = told

    def __getitem__(self, pack: str) -> tuple[str, ...]:
        found = tuple(sorted({version for told in self.told for of, version in tuple(told) if of == pack}))
        if not found:
            raise KeyError(pack)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({pack for told in self.told for pack, _ in tuple(told)}))

    def __len__(self) -> int:
        return len({pack for told in self.told for pack, _ in tuple(told)})
