using System.Threading.Channels;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Who follows the objects.</summary>
public partial class SimulatedApi
{
    private static readonly List<Follower> s_nobody = [];
    private readonly List<Follower> _followers = [];
    private ITimer? _alarm;

    private Follower Follow(ClusterRequest list, ChannelWriter<ClusterChange> writer)
    {
        CatchUp();
        var path = ResourcePath.Parse(list.Path)!;
        var kind = Find(path) ?? throw new ClusterException(Refusal(404, "NotFound", "the server could not find the requested resource"));
        if (!ListSelection.TryRead(kind, list, out var selection, out var refusal))
            throw new ClusterException(refusal);
        Freshen(kind.Plural);
        foreach (var item in Candidates(kind, path.Space, selection).Where(selection.Fits))
            writer.TryWrite(new(ClusterChangeKind.Added, item.Element()));
        writer.TryWrite(new(ClusterChangeKind.Synced, default));
        var follower = new Follower(kind, path.Space, selection, writer);
        _followers.Add(follower);
        WakeFollowers();
        return follower;
    }

    private List<Follower> Seeing(ApiObject item) => _followers.Count == 0 ? s_nobody : _followers.FindAll(f => f.Sees(item));

    private void Tell(ApiObject item, List<Follower> before)
    {
        foreach (var follower in _followers)
        {
            var (was, now) = (before.Contains(follower), follower.Sees(item));
            if (now || was)
                follower.Writer.TryWrite(new(!now ? ClusterChangeKind.Deleted : was ? ClusterChangeKind.Modified : ClusterChangeKind.Added, item.Element()));
        }
    }

    /// <summary>Those who follow do not ask, so what happens by itself must come to them.</summary>
    private void WakeFollowers()
    {
        if (_followers.Count == 0)
            return;
        foreach (var plural in _followers.Select(static f => f.Kind.Plural).Distinct().ToArray())
            Freshen(plural);
        if (_agenda.Next is not { } next)
            return;
        var wait = next - clock.GetUtcNow();
        _alarm ??= clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alarm.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        lock (Gate)
        {
            CatchUp();
            WakeFollowers();
        }
    }

    private sealed record Follower(ApiKind Kind, string? Space, ListSelection Selection, ChannelWriter<ClusterChange> Writer)
    {
        public bool Sees(ApiObject item) => item.Kind == Kind && (Space is null || item.Space == Space) && Selection.Fits(item);
    }
}
