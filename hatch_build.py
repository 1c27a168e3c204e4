"""Put rules/ and schemas/ into standard wheels; an editable install reads the checkout."""

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        if version == "standard":
            build_data["force_include"].update(
                {"rules": "curate/_data/rules", "schemas": "curate/_data/schemas"}
            )
