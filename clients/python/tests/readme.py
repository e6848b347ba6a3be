"""Makes one program from the README's samples. Its end sends the webhook that they wait for: python readme.py FOLDER"""
import re
import sys
from pathlib import Path

END = '''
import threading
import httpx
from payout_client.generated.api.webhooks import delete_v1_webhooks_id

threading.Thread(target=shop.handle_request).start()
payout.pay("reader@example.com", 1)
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join(30)
threading.Thread(target=shop.handle_request).start()
print("forged", httpx.post(f"http://127.0.0.1:{port}/hooks", content="{}").status_code)
delete_v1_webhooks_id.sync_detailed(endpoint.id, client=payout.api)
'''

folder = Path(sys.argv[1])
page = (Path(__file__).parent / "../README.md").read_text()


def samples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


if len(samples("python")) != 5:
    sys.exit("this test expects five samples in the README")
(folder / "page.py").write_text("\n".join(samples("python")) + END)
(folder / "rewards.csv").write_text("".join(samples("csv")))
