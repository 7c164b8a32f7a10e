using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>What is wrong with the way to an API server: each trouble lasts for a time and then is over.</summary>
/// <param name="clock">The world's clock.</param>
public sealed class ApiTrouble(TimeProvider clock)
{
    private DateTimeOffset _goneUntil, _slowUntil, _refusesUntil;
    private TimeSpan _slowness;
    private int _status, _lost;

    /// <summary>Whether nothing answers.</summary>
    public bool IsGone => clock.GetUtcNow() < _goneUntil;

    /// <summary>How much longer each request takes.</summary>
    public TimeSpan Slowness => clock.GetUtcNow() < _slowUntil ? _slowness : TimeSpan.Zero;

    /// <summary>Nothing answers for a time.</summary>
    public void Down(TimeSpan time) => _goneUntil = clock.GetUtcNow() + time;

    /// <summary>Every request takes so much longer for a time.</summary>
    public void Slow(TimeSpan by, TimeSpan time) => (_slowness, _slowUntil) = (by, clock.GetUtcNow() + time);

    /// <summary>Every request is answered with a status such as 429 or 503 for a time.</summary>
    public void Refuses(int status, TimeSpan time) => (_status, _refusesUntil) = (status, clock.GetUtcNow() + time);

    /// <summary>The next requests have their effect, but their answers are lost on the way back.</summary>
    public void LoseAnswers(int count) => _lost = count;

    internal bool LosesAnswer() => _lost > 0 && _lost-- > 0;

    internal ClusterAnswer? Refusal() => clock.GetUtcNow() >= _refusesUntil ? null : _status switch
    {
        429 => SimulatedApi.Refusal(429, "TooManyRequests", "the server has received too many requests and has asked us to try again later"),
        _ => SimulatedApi.Refusal(_status, _status == 503 ? "ServiceUnavailable" : "InternalError", "the server is currently unable to handle the request"),
    };
}
