//! The clients: payers, readers, and those that withdraw, send batches, top up and give commands. Every request is
//! recorded in the history.

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tests::history::caller::Caller;
use tests::history::record::Recorder;
use tests::history::{Answer, Payment};
use tests::merchant::Merchant;
use tests::random::Random;
use tokio_util::sync::CancellationToken;

/// How long a client retries one key.
const PATIENCE: Duration = Duration::from_secs(120);

/// The number of payees: few, so that their balances are read while they are paid.
const PEOPLE: u64 = 50;

/// How many objects of each kind the clients remember, to read them later.
const REMEMBERED: usize = 500;

/// A business of the run.
pub struct Business {
    pub id: String,
    pub merchant: Merchant,
    /// Objects that the clients know from answers, to read them later.
    remembered: Mutex<Remembered>,
}

#[derive(Default)]
struct Remembered {
    /// Payout users, by e-mail and hash.
    people: VecDeque<(String, String)>,
    /// Allocations.
    allocations: VecDeque<String>,
    /// Withdrawals, with the hash that shows them.
    orders: VecDeque<(String, String)>,
}

impl Business {
    pub fn new(id: String, merchant: Merchant) -> Self {
        Self { id, merchant, remembered: Mutex::default() }
    }

    /// Returns the known payout users, by e-mail and hash.
    pub fn people(&self) -> BTreeSet<(String, String)> {
        self.remembered.lock().unwrap().people.iter().cloned().collect()
    }

    fn remember<T>(&self, of: impl FnOnce(&mut Remembered) -> &mut VecDeque<T>, one: T) {
        let mut remembered = self.remembered.lock().unwrap();
        let list = of(&mut remembered);
        list.push_back(one);
        if list.len() > REMEMBERED {
            list.pop_front();
        }
    }

    fn pick<T: Clone>(
        &self,
        of: impl FnOnce(&mut Remembered) -> &mut VecDeque<T>,
        random: &mut Random,
    ) -> Option<T> {
        let mut remembered = self.remembered.lock().unwrap();
        let list = of(&mut remembered);
        let count = u64::try_from(list.len()).unwrap();
        (count > 0).then(|| list[usize::try_from(random.below(count)).unwrap()].clone())
    }
}

/// A part of the run, between two closings.
pub struct Epoch<'a> {
    pub number: u64,
    /// A business that has enough money, and one that seldom has.
    pub businesses: &'a [Business; 2],
    pub apis: &'a [SocketAddr],
    pub recorder: &'a Recorder,
    /// Keys that were paid before, to be requested again.
    pub paid_before: &'a [(usize, Payment)],
    /// The longest idle time of a client between two keys, in milliseconds.
    pub idle_ms: u64,
    pub enough: CancellationToken,
    next_client: AtomicU64,
}

impl<'a> Epoch<'a> {
    pub fn new(
        number: u64,
        businesses: &'a [Business; 2],
        apis: &'a [SocketAddr],
        recorder: &'a Recorder,
        paid_before: &'a [(usize, Payment)],
        idle_ms: u64,
    ) -> Self {
        let (enough, next_client) = (CancellationToken::new(), AtomicU64::new(0));
        Self { number, businesses, apis, recorder, paid_before, idle_ms, enough, next_client }
    }

    /// Returns a client of the business at `place`.
    pub fn caller(&self, place: usize) -> Caller<'a> {
        let Business { id, merchant, .. } = &self.businesses[place];
        let client = self.next_client.fetch_add(1, Ordering::Relaxed);
        Caller { client, business: id, merchant, recorder: self.recorder }
    }

    fn api(&self, n: u64) -> SocketAddr {
        self.apis[usize::try_from(n).unwrap() % self.apis.len()]
    }

    pub async fn idle(&self, random: &mut Random, most: u64) {
        tokio::time::sleep(Duration::from_millis(random.below(most + 1))).await;
    }

    /// Sends each key three times: twice at once, to different APIs, and once after the next key. Ends after `keys`
    /// keys, or when `enough` is cancelled.
    pub async fn payer(&self, number: u64, keys: Option<u64>, mut random: Random) {
        let callers = [self.caller(0), self.caller(1)];
        let mut earlier: Option<(usize, Payment, Option<&'static str>)> = None;
        for n in 0.. {
            if keys.map_or_else(|| self.enough.is_cancelled(), |keys| n == keys) {
                break;
            }
            // Every fifth key is of the poor business, whose users are few, so it is refused about half the time.
            let place = usize::from(n % 5 == 4);
            let email = format!("u{}@example.com", random.below(PEOPLE / (1 + 4 * place as u64)));
            let amount = 1 + i64::try_from(random.below(500)).unwrap();
            let payment = Payment { key: format!("e{}-{number}-{n}", self.number), email, amount };
            // Every fourth key waits for nothing and is not repeated, so it is refused about half the time.
            let prefer = (n % 4 == 3).then_some("wait=0");
            let caller = &callers[place];
            futures::join!(
                self.pay(caller, place, 0, &payment, prefer),
                self.pay(caller, place, 1, &payment, prefer)
            );
            if let Some((place, payment, prefer)) = earlier.replace((place, payment, prefer)) {
                self.pay(&callers[place], place, n, &payment, prefer).await;
            }
            if random.below(8) == 0
                && let Some((place, payment)) = self.pick_paid_before(&mut random)
            {
                self.pay(&callers[*place], *place, n, payment, None).await;
            }
            self.idle(&mut random, self.idle_ms).await;
        }
        if let Some((place, payment, prefer)) = earlier {
            self.pay(&callers[place], place, 0, &payment, prefer).await;
        }
    }

    fn pick_paid_before(&self, random: &mut Random) -> Option<&(usize, Payment)> {
        let count = u64::try_from(self.paid_before.len()).unwrap();
        (count > 0).then(|| &self.paid_before[usize::try_from(random.below(count)).unwrap()])
    }

    /// Asks for a payment, repeats the request unless it waits for nothing, and reads the outcome from the next API.
    async fn pay(
        &self,
        caller: &Caller<'_>,
        place: usize,
        first: u64,
        payment: &Payment,
        prefer: Option<&'static str>,
    ) {
        let answer = if prefer.is_some() {
            caller.pay(self.api(first), payment, prefer).await
        } else {
            self.ask_until_answered(first, async |at| caller.pay(at, payment, None).await).await
        };
        let business = &self.businesses[place];
        if let Answer::Paid { id, hash } = answer {
            let next = self.api(first + 1);
            caller.balance_of(next, (&payment.email, &hash)).await;
            if first == 0 {
                caller.allocation(next, &id).await;
                caller.allocations(next, &payment.email).await;
            }
            business.remember(|remembered| &mut remembered.allocations, id);
            business.remember(|remembered| &mut remembered.people, (payment.email.clone(), hash));
        }
    }

    /// Asks one API after the other until an answer says what happened.
    async fn ask_until_answered(&self, first: u64, mut ask: impl AsyncFnMut(SocketAddr) -> Answer) -> Answer {
        let started = Instant::now();
        for attempt in first.. {
            let answer = ask(self.api(attempt)).await;
            if !matches!(answer, Answer::Nothing | Answer::Refused { status: 409 | 429 | 503 }) {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "no answer in {PATIENCE:?}: {answer:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        unreachable!("attempts do not end")
    }

    /// Reads the objects that clients know of, of both businesses.
    pub async fn reader(&self, mut random: Random) {
        let callers = [self.caller(0), self.caller(1)];
        for n in 0.. {
            if self.enough.is_cancelled() {
                return;
            }
            let place = usize::from(random.below(3) == 0);
            let (caller, business, at) = (&callers[place], &self.businesses[place], self.api(n));
            match n % 4 {
                0 => _ = caller.balances(at).await,
                1 => {
                    if let Some((email, hash)) =
                        business.pick(|remembered| &mut remembered.people, &mut random)
                    {
                        caller.balance_of(at, (&email, &hash)).await;
                    }
                }
                2 => {
                    if let Some(id) = business.pick(|remembered| &mut remembered.allocations, &mut random) {
                        caller.allocation(at, &id).await;
                    }
                }
                _ => {
                    if let Some((id, hash)) = business.pick(|remembered| &mut remembered.orders, &mut random)
                    {
                        caller.order(at, &id, &hash).await;
                    }
                }
            }
            self.idle(&mut random, 20 + self.idle_ms / 2).await;
        }
    }

    /// Reads the events of a business after the event with the id `after`.
    pub async fn follower(&self, place: usize, after: Option<&str>, mut random: Random) {
        let caller = self.caller(place);
        let mut after = after.map(str::to_owned);
        for n in 0.. {
            if self.enough.is_cancelled() {
                return;
            }
            if let Answer::Events { seen } = caller.events(self.api(n), after.as_deref()).await
                && let Some(last) = seen.last()
            {
                after = Some(last.id.clone());
            }
            self.idle(&mut random, 200).await;
        }
    }

    /// A payout user withdraws some of its money. The last two digits of the amount tell the sandbox what to do.
    pub async fn withdraw(&self, caller: &Caller<'_>, place: usize, n: u64, random: &mut Random) {
        let business = &self.businesses[place];
        let Some((email, hash)) = business.pick(|remembered| &mut remembered.people, random) else { return };
        let amount = i64::try_from(100 * (1 + random.below(3)) + random.below(8)).unwrap();
        let key = format!("w{}-{n}", self.number);
        let asking = async |at| caller.withdraw(at, (&email, &hash), &key, amount).await;
        let answer = self.ask_until_answered(n, asking).await;
        let at = self.api(n + 1);
        caller.balance_of(at, (&email, &hash)).await;
        if let Answer::Order { seen } = answer {
            caller.order(at, &seen.id, &hash).await;
            business.remember(|remembered| &mut remembered.orders, (seen.id, hash));
        }
    }

    /// Sends a batch of a cent for each of many payees, and returns its id.
    pub async fn batch(&self, caller: &Caller<'_>, n: u64) -> Option<String> {
        const ITEMS: u64 = 25;
        let key = format!("b{}-{n}", self.number);
        let item =
            |item| Payment { key: format!("{key}-{item}"), email: format!("u{item}@example.com"), amount: 1 };
        let items: Vec<Payment> = (0..ITEMS).map(item).collect();
        match self
            .ask_until_answered(n, async |at| caller.batch(at, &key, n.is_multiple_of(2), &items).await)
            .await
        {
            Answer::Accepted { id } => Some(id),
            _ => None,
        }
    }

    /// Tops up the poor business with less than its clients ask for.
    pub async fn top_up(&self, caller: &Caller<'_>, n: u64) {
        let key = format!("t{}-{n}", self.number);
        self.ask_until_answered(n, async |at| caller.top_up(at, &key, 300).await).await;
        caller.balances(self.api(n + 1)).await;
    }
}
