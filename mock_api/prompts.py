"""Saved prompts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mock_api.answer import Answer, no_content, page, success
from mock_api.call import Call
from mock_api.clock import timestamp


@dataclass(slots=True)
class Prompt:
    id: str
    name: str
    text: str
    created_at: datetime
    updated_at: datetime

    def representation(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "text": self.text,
            "created_at": timestamp(self.created_at),
            "updated_at": timestamp(self.updated_at),
        }


async def list_prompts(call: Call) -> Answer:
    return page(call.account.prompts, call.query, Prompt.representation)


async def create_prompt(call: Call) -> Answer:
    now = call.sandbox.clock.now()
    prompt = Prompt(call.sandbox.new_id("prompt"), call.body["name"], call.body["text"], now, now)
    call.account.prompts.add(prompt)
    return success(prompt.representation(), 201, {"location": f"/v1/prompts/{prompt.id}"})


async def get_prompt(call: Call) -> Answer:
    return success(call.find(call.account.prompts).representation())


async def update_prompt(call: Call) -> Answer:
    prompt = call.find(call.account.prompts)
    prompt.name = call.body.get("name", prompt.name)
    prompt.text = call.body.get("text", prompt.text)
    prompt.updated_at = call.sandbox.clock.now()
    return success(prompt.representation())


async def delete_prompt(call: Call) -> Answer:
    call.account.prompts.remove(call.find(call.account.prompts).id)
    return no_content()
