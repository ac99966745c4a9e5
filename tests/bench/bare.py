"""What bare.c is to libcurl: requests through aiohttp, and nothing else.

python3 bare.py URL FILE IN_FLIGHT

FILE has a request's body on each line. Prints how many replies end with the
answer of tests/bench/reply.json.
"""

import asyncio
import json
import sys

import aiohttp


async def main(url, path, in_flight):
    with open(path, encoding="utf-8") as lines:
        bodies = [json.loads(line) for line in lines]
    free = asyncio.Semaphore(in_flight)
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(body):
            async with free, session.post(url, json=body) as reply:
                whole = await reply.json()
                return whole["choices"][0]["message"]["content"]

        texts = await asyncio.gather(*map(ask, bodies))
    print(sum(text.endswith("Answer: 1234") for text in texts))


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
