// The three-service model the ordinary C++ way: a std::priority_queue of events, records in vectors
// with free lists, timeouts cancelled lazily by a generation number, metrics on. It is the yardstick
// for the engine's speed and a second opinion on its results, so it is plain rather than tuned.
//
// The numbers come from three-service-model.hpp, which run.ts writes from bench/three-service.ts.
//
//   three-service <healthy|collapse> <requests> <seed>     prints one line of JSON
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <queue>
#include <random>
#include <vector>

#include "three-service-model.hpp"

namespace {

using Nanos = std::int64_t;
constexpr double kNanosPerMs = 1e6;
constexpr Nanos kSecond = 1'000'000'000;

Nanos from_ms(double ms) { return static_cast<Nanos>(std::llround(ms * kNanosPerMs)); }

// Of this program alone: getrusage would count what the process was before it became us.
std::uint64_t peak_resident_bytes() {
  std::FILE* status = std::fopen("/proc/self/status", "r");
  if (status == nullptr) return 0;
  char line[256];
  unsigned long long kilobytes = 0;
  while (std::fgets(line, sizeof line, status) != nullptr) {
    if (std::sscanf(line, "VmHWM: %llu kB", &kilobytes) == 1) break;
  }
  std::fclose(status);
  return kilobytes * 1024;
}

// ---- luck ------------------------------------------------------------------------------------------

class Luck {
 public:
  explicit Luck(std::uint64_t seed) : engine_(seed) {}
  // Uniform on [0, 1) with 53 bits.
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  Nanos exponential(double mean_ns) {
    return static_cast<Nanos>(-mean_ns * std::log(1.0 - uniform()) + 0.5);
  }

 private:
  std::mt19937_64 engine_;
};

// ---- metrics ---------------------------------------------------------------------------------------

// Log-linear: 128 sub-buckets to a power of two, so a percentile is within 0.8 % of its value.
class Histogram {
 public:
  Histogram() : counts_(64 * kSub, 0) {}

  void record(Nanos value) {
    ++counts_[index(static_cast<std::uint64_t>(value))];
    ++count_;
    sum_ += static_cast<double>(value);
  }

  std::uint64_t count() const { return count_; }
  double mean_ms() const { return count_ ? sum_ / static_cast<double>(count_) / kNanosPerMs : 0.0; }

  double percentile_ms(double share) const {
    const double rank = share * static_cast<double>(count_);
    double seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] == 0) continue;
      const double here = static_cast<double>(counts_[i]);
      if (seen + here >= rank) {
        const double low = lower(i), high = lower(i + 1);
        return (low + (high - low) * (rank - seen) / here) / kNanosPerMs;
      }
      seen += here;
    }
    return 0.0;
  }

 private:
  static constexpr int kSubBits = 7;
  static constexpr std::size_t kSub = std::size_t{1} << kSubBits;

  static std::size_t index(std::uint64_t value) {
    if (value < kSub) return static_cast<std::size_t>(value);
    const int exponent = 63 - __builtin_clzll(value);
    const int shift = exponent - kSubBits;
    return static_cast<std::size_t>(shift + 1) * kSub + static_cast<std::size_t>((value >> shift) - kSub);
  }

  static double lower(std::size_t i) {
    const std::size_t block = i / kSub;
    if (block == 0) return static_cast<double>(i);
    return std::ldexp(static_cast<double>(kSub + i % kSub), static_cast<int>(block) - 1);
  }

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

// What happened in one simulated second at one operation.
struct Window {
  std::uint32_t arrivals = 0;
  std::uint32_t ok = 0;
  std::uint32_t failed = 0;
  double latency_sum = 0;
  Nanos latency_max = 0;
};

struct OperationMetrics {
  Histogram latency;
  std::vector<Window> windows;

  Window& window(Nanos now) {
    const auto second = static_cast<std::size_t>(now / kSecond);
    if (second >= windows.size()) windows.resize(second + 1);
    return windows[second];
  }
  void arrived(Nanos now) { ++window(now).arrivals; }
  void ended(Nanos now, Nanos took, bool ok) {
    if (ok) latency.record(took);
    Window& w = window(now);
    ++(ok ? w.ok : w.failed);
    w.latency_sum += static_cast<double>(took);
    if (took > w.latency_max) w.latency_max = took;
  }
};

// ---- the world -------------------------------------------------------------------------------------

enum class EventKind : std::uint8_t {
  Arrival,         // a request reaches the gateway
  GatewayWorked,   // subject: request
  AttemptArrives,  // subject: attempt, at the callee
  AttemptServed,   // subject: attempt, the callee's work is done
  ReplyArrives,    // subject: attempt, back at the gateway
  RefusalArrives,  // subject: attempt, back at the gateway
  Timeout,         // subject: attempt; stale when the generation differs
  BackoffOver,     // subject: call
};

struct Event {
  Nanos time;
  std::uint64_t seq;
  EventKind kind;
  std::uint32_t subject;
  std::uint32_t generation;
};

struct Later {
  bool operator()(const Event& x, const Event& y) const {
    return x.time != y.time ? x.time > y.time : x.seq > y.seq;
  }
};

struct Request {
  Nanos arrived = 0;
  int calls_open = 0;
  bool failed = false;
};

struct Call {
  std::uint32_t request = 0;
  int service = 0;
  int attempts = 0;
};

struct Attempt {
  std::uint32_t call = 0;
  int service = 0;
  // Raised when the record is given back, so that old timeouts no longer match.
  std::uint32_t generation = 0;
  bool abandoned = false;  // the caller timed out; the work goes on
  Nanos reached_callee = 0;
};

// Records that are used again once given back.
template <typename T>
class Pool {
 public:
  std::uint32_t take() {
    if (free_.empty()) {
      items_.emplace_back();
      return static_cast<std::uint32_t>(items_.size() - 1);
    }
    const std::uint32_t id = free_.back();
    free_.pop_back();
    return id;
  }
  void give_back(std::uint32_t id) { free_.push_back(id); }
  T& operator[](std::uint32_t id) { return items_[id]; }

 private:
  std::vector<T> items_;
  std::vector<std::uint32_t> free_;
};

struct Station {
  int slots = 0;
  std::size_t queue_limit = 0;
  double service_mean_ns = 0;
  int busy = 0;
  std::deque<std::uint32_t> queue;
};

struct Callee {
  Station station;
  Nanos timeout = 0;
  std::uint64_t attempts = 0, first_tries = 0, timed_out = 0, refused = 0, served_abandoned = 0;
  OperationMetrics metrics;  // as the callee sees it: from reaching it to the end of its work
};

class Simulation {
 public:
  Simulation(double arrivals_per_second, std::uint64_t requests, std::uint64_t seed)
      : luck_(seed), arrival_mean_ns_(1e9 / arrivals_per_second), requests_wanted_(requests) {
    using namespace model;
    gateway_ = make_station(kGatewaySlots, kGatewayQueueLimit, kGatewayServiceMeanMs);
    callees_[0].station = make_station(kASlots, kAQueueLimit, kAServiceMeanMs);
    callees_[0].timeout = from_ms(kATimeoutMs);
    callees_[1].station = make_station(kBSlots, kBQueueLimit, kBServiceMeanMs);
    callees_[1].timeout = from_ms(kBTimeoutMs);
    network_ = from_ms(kNetworkMs);
  }

  void run() {
    schedule(luck_.exponential(arrival_mean_ns_), EventKind::Arrival, 0);
    while (!calendar_.empty()) {
      const Event event = calendar_.top();
      calendar_.pop();
      if (event.kind == EventKind::Timeout && attempts_[event.subject].generation != event.generation) {
        ++cancelled_;
        continue;
      }
      now_ = event.time;
      ++events_;
      switch (event.kind) {
        case EventKind::Arrival: arrival(); break;
        case EventKind::GatewayWorked: gateway_worked(event.subject); break;
        case EventKind::AttemptArrives: attempt_arrives(event.subject); break;
        case EventKind::AttemptServed: attempt_served(event.subject); break;
        case EventKind::ReplyArrives: reply_arrives(event.subject); break;
        case EventKind::RefusalArrives: refusal_arrives(event.subject); break;
        case EventKind::Timeout: timed_out(event.subject); break;
        case EventKind::BackoffOver: send_attempt(event.subject); break;
      }
    }
  }

  void report(const char* variant, std::uint64_t seed, double cpu_seconds) const {
    std::printf("{\"variant\":\"%s\",\"seed\":%llu,\"requests\":%llu,", variant, u(seed), u(requests_arrived_));
    std::printf("\"events\":%llu,\"cancelledTimers\":%llu,", u(events_), u(cancelled_));
    std::printf("\"outcomes\":{\"ok\":%llu,\"error\":%llu,", u(ok_), u(error_));
    std::printf("\"refused\":%llu},", u(refused_));
    const Histogram& h = gateway_metrics_.latency;
    std::printf("\"okLatency\":{\"meanMs\":%.6f,\"p50Ms\":%.6f,\"p99Ms\":%.6f},", h.mean_ms(),
                h.percentile_ms(0.5), h.percentile_ms(0.99));
    static const char* const names[] = {"a", "b"};
    for (int i = 0; i < 2; ++i) {
      const Callee& c = callees_[i];
      const Histogram& sojourn = c.metrics.latency;
      std::printf("\"%s\":{\"calls\":%llu,\"attempts\":%llu,", names[i], u(c.first_tries), u(c.attempts));
      std::printf("\"timedOut\":%llu,\"refused\":%llu,", u(c.timed_out), u(c.refused));
      std::printf("\"servedAbandoned\":%llu,\"served\":%llu,", u(c.served_abandoned), u(sojourn.count()));
      std::printf("\"meanMs\":%.6f,\"p99Ms\":%.6f},", sojourn.mean_ms(), sojourn.percentile_ms(0.99));
    }
    std::printf("\"windows\":%zu,\"simulatedSeconds\":%.6f,", gateway_metrics_.windows.size(),
                static_cast<double>(now_) / 1e9);
    std::printf("\"cpuSeconds\":%.6f,\"rssBytes\":%llu}\n", cpu_seconds, u(peak_resident_bytes()));
  }

 private:
  static unsigned long long u(std::uint64_t value) { return static_cast<unsigned long long>(value); }

  static Station make_station(int slots, int queue_limit, double service_mean_ms) {
    Station station;
    station.slots = slots;
    station.queue_limit = static_cast<std::size_t>(queue_limit);
    station.service_mean_ns = service_mean_ms * kNanosPerMs;
    return station;
  }

  void schedule(Nanos delay, EventKind kind, std::uint32_t subject, std::uint32_t generation = 0) {
    calendar_.push(Event{now_ + delay, next_seq_++, kind, subject, generation});
  }

  // ---- the gateway: a slot is held from start to reply

  void arrival() {
    if (++requests_arrived_ < requests_wanted_) {
      schedule(luck_.exponential(arrival_mean_ns_), EventKind::Arrival, 0);
    }
    gateway_metrics_.arrived(now_);
    if (gateway_.busy >= gateway_.slots && gateway_.queue.size() >= gateway_.queue_limit) {
      ++refused_;
      gateway_metrics_.ended(now_, 0, false);
      return;
    }
    const std::uint32_t id = requests_.take();
    requests_[id] = Request{now_, 0, false};
    if (gateway_.busy < gateway_.slots) start_request(id);
    else gateway_.queue.push_back(id);
  }

  void start_request(std::uint32_t id) {
    ++gateway_.busy;
    schedule(luck_.exponential(gateway_.service_mean_ns), EventKind::GatewayWorked, id);
  }

  void gateway_worked(std::uint32_t id) {
    requests_[id].calls_open = 2;
    for (int service = 0; service < 2; ++service) {
      const std::uint32_t call = calls_.take();
      calls_[call] = Call{id, service, 0};
      ++callees_[service].first_tries;
      send_attempt(call);
    }
  }

  void end_call(std::uint32_t call_id, bool ok) {
    const std::uint32_t id = calls_[call_id].request;
    calls_.give_back(call_id);
    Request& request = requests_[id];
    if (!ok) request.failed = true;
    if (--request.calls_open > 0) return;

    ++(request.failed ? error_ : ok_);
    gateway_metrics_.ended(now_, now_ - request.arrived, !request.failed);
    requests_.give_back(id);
    --gateway_.busy;
    if (!gateway_.queue.empty()) {
      const std::uint32_t next = gateway_.queue.front();
      gateway_.queue.pop_front();
      start_request(next);
    }
  }

  // ---- one attempt

  void send_attempt(std::uint32_t call_id) {
    Call& call = calls_[call_id];
    ++call.attempts;
    Callee& callee = callees_[call.service];
    ++callee.attempts;
    const std::uint32_t id = attempts_.take();
    Attempt& attempt = attempts_[id];
    attempt.call = call_id;
    attempt.service = call.service;
    attempt.abandoned = false;
    schedule(network_, EventKind::AttemptArrives, id);
    schedule(callee.timeout, EventKind::Timeout, id, attempt.generation);
  }

  void attempt_arrives(std::uint32_t id) {
    Attempt& attempt = attempts_[id];
    Callee& callee = callees_[attempt.service];
    Station& station = callee.station;
    attempt.reached_callee = now_;
    callee.metrics.arrived(now_);
    if (station.busy < station.slots) {
      start_serving(station, id);
    } else if (station.queue.size() < station.queue_limit) {
      station.queue.push_back(id);
    } else {
      ++callee.refused;
      callee.metrics.ended(now_, 0, false);
      schedule(network_, EventKind::RefusalArrives, id);
    }
  }

  void start_serving(Station& station, std::uint32_t id) {
    ++station.busy;
    schedule(luck_.exponential(station.service_mean_ns), EventKind::AttemptServed, id);
  }

  void attempt_served(std::uint32_t id) {
    Attempt& attempt = attempts_[id];
    Callee& callee = callees_[attempt.service];
    Station& station = callee.station;
    callee.metrics.ended(now_, now_ - attempt.reached_callee, true);
    if (attempt.abandoned) ++callee.served_abandoned;
    schedule(network_, EventKind::ReplyArrives, id);
    --station.busy;
    if (!station.queue.empty()) {
      const std::uint32_t next = station.queue.front();
      station.queue.pop_front();
      start_serving(station, next);
    }
  }

  void reply_arrives(std::uint32_t id) {
    const Attempt attempt = attempts_[id];
    end_attempt(id);
    if (!attempt.abandoned) end_call(attempt.call, true);
  }

  void refusal_arrives(std::uint32_t id) {
    const Attempt attempt = attempts_[id];
    end_attempt(id);
    if (!attempt.abandoned) try_again(attempt.call);
  }

  // The caller stops waiting. The record stays with the callee until the late reply comes home.
  void timed_out(std::uint32_t id) {
    Attempt& attempt = attempts_[id];
    attempt.abandoned = true;
    ++callees_[attempt.service].timed_out;
    try_again(attempt.call);
  }

  void end_attempt(std::uint32_t id) {
    ++attempts_[id].generation;
    attempts_.give_back(id);
  }

  void try_again(std::uint32_t call_id) {
    const Call& call = calls_[call_id];
    if (call.attempts >= model::kAttempts) {
      end_call(call_id, false);
      return;
    }
    double bound_ns = model::kBackoffBaseMs * kNanosPerMs;
    for (int i = 1; i < call.attempts; ++i) bound_ns *= model::kBackoffFactor;
    schedule(static_cast<Nanos>(luck_.uniform() * bound_ns), EventKind::BackoffOver, call_id);
  }

  Luck luck_;
  double arrival_mean_ns_;
  std::uint64_t requests_wanted_;
  Nanos now_ = 0;
  Nanos network_ = 0;
  std::uint64_t next_seq_ = 0;
  std::priority_queue<Event, std::vector<Event>, Later> calendar_;

  Station gateway_;
  Callee callees_[2];
  Pool<Request> requests_;
  Pool<Call> calls_;
  Pool<Attempt> attempts_;

  std::uint64_t requests_arrived_ = 0, ok_ = 0, error_ = 0, refused_ = 0, events_ = 0, cancelled_ = 0;
  OperationMetrics gateway_metrics_;
};

}  // namespace

int main(int argc, char** argv) {
  const char* usage = "usage: three-service <healthy|collapse> <requests> <seed>\n";
  if (argc != 4) {
    std::fputs(usage, stderr);
    return 2;
  }
  double arrivals_per_second = 0;
  if (std::strcmp(argv[1], "healthy") == 0) arrivals_per_second = model::kHealthyArrivalsPerSecond;
  if (std::strcmp(argv[1], "collapse") == 0) arrivals_per_second = model::kCollapseArrivalsPerSecond;
  const std::uint64_t requests = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t seed = std::strtoull(argv[3], nullptr, 10);
  if (arrivals_per_second == 0 || requests == 0) {
    std::fputs(usage, stderr);
    return 2;
  }

  Simulation simulation(arrivals_per_second, requests, seed);
  const std::clock_t began = std::clock();
  simulation.run();
  const double cpu_seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  simulation.report(argv[1], seed, cpu_seconds);
  return 0;
}
