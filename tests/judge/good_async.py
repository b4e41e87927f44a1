# clean --with busy,unavailable,expired,cut,untrusted
import asyncio, os, sys, httpx
async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
    async with httpx.AsyncClient(base_url="https://api.example.com/v1", headers=headers, timeout=30) as api:
        for response in await asyncio.gather(*map(api.get, ("/me", "/usage", "/models", "/prompts"))):
            print(response.raise_for_status().json()["success"])
try:
    asyncio.run(main())
except httpx.HTTPError as error:
    sys.exit(repr(error))
