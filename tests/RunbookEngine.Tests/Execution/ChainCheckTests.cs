using System.Text;
using RunbookEngine.Execution;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Execution;

/// <summary>Whatever is done to the middle of a journal is found, with its place.</summary>
public class ChainCheckTests
{
    private static readonly List<StoredEvent> s_events = Chain([Created(), Started("save"), Finished("save"), Started("verify"), Finished("verify"), Over()]);

    [Fact]
    public void Events_as_they_were_written_follow_from_one_another()
    {
        var check = new ChainCheck(Run);

        Assert.All(s_events, e => Assert.Null(check.Take(e)));

        Assert.Equal((6, JournalChain.Text(s_events[^1].Hash)), (check.Version, JournalChain.Text(check.Head)));
    }

    [Fact]
    public void The_hashes_are_those_of_the_file_format()
    {
        var body = Encoding.UTF8.GetBytes("{}");
        var start = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Run.Value));

        Assert.Equal(start, JournalChain.Start(Run));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([.. start, .. body]), JournalChain.Next(start, body));
    }

    [Fact]
    public void Any_changed_byte_is_found_at_its_event()
    {
        for (var i = 0; i < s_events.Count; i++)
        {
            var at = i;
            Assert.All(Enumerable.Range(0, s_events[i].Body.Length), place => Assert.Equal(at, Follows(Changed(s_events, at, e => e with { Body = Flipped(e.Body, place) }))));
            Assert.All(Enumerable.Range(0, s_events[i].Hash.Length), place => Assert.Equal(at, Follows(Changed(s_events, at, e => e with { Hash = Flipped(e.Hash, place) }))));
        }
    }

    [Fact]
    public void A_removed_event_is_found_whether_or_not_the_others_are_renumbered()
    {
        for (var i = 0; i < s_events.Count - 1; i++)
        {
            var rest = s_events.Where((_, place) => place != i).ToList();
            Assert.Equal(i, Follows(rest));
            Assert.Equal(i, Follows(Renumbered(rest)));
        }
    }

    [Fact]
    public void Two_events_in_the_place_of_each_other_are_found()
    {
        for (var i = 0; i < s_events.Count - 1; i++)
            Assert.Equal(i, Follows(Renumbered([.. s_events[..i], s_events[i + 1], s_events[i], .. s_events[(i + 2)..]])));
    }

    [Fact]
    public void An_event_put_in_is_found_at_the_latest_by_the_one_after_it()
    {
        for (var i = 1; i < s_events.Count; i++)
        {
            var foreign = StoredEvent.Next(i + 1, s_events[i - 1].Hash, Started("other"));
            Assert.Equal(i + 1, Follows(Renumbered([.. s_events[..i], foreign, .. s_events[i..]])));
            Assert.Equal(i, Follows(Renumbered([.. s_events[..i], s_events[i - 1], .. s_events[i..]])));
        }
    }

    [Fact]
    public void Another_step_or_time_in_the_list_than_in_the_event_is_found()
    {
        Assert.Equal(1, Follows(Changed(s_events, 1, static e => e with { Step = null })));
        Assert.Equal(1, Follows(Changed(s_events, 1, static e => e with { Step = "verify" })));
        Assert.Equal(2, Follows(Changed(s_events, 2, static e => e with { AtMilliseconds = 0 })));
    }

    [Fact]
    public void A_cut_tail_holds_together_and_only_its_head_tells()
    {
        var check = new ChainCheck(Run);

        Assert.All(s_events[..4], e => Assert.Null(check.Take(e)));

        Assert.NotEqual(s_events[^1].Hash, check.Head);
    }

    /// <summary>How many events follow before the first that does not.</summary>
    private static long Follows(List<StoredEvent> events)
    {
        var check = new ChainCheck(Run);
        return events.Any(e => check.Take(e) is not null) ? check.Version : throw new InvalidOperationException("nothing was found");
    }

    private static List<StoredEvent> Chain(RunEvent[] events)
    {
        var (chain, before) = (new List<StoredEvent>(), JournalChain.Start(Run));
        foreach (var e in events)
        {
            chain.Add(StoredEvent.Next(chain.Count + 1, before, e));
            before = chain[^1].Hash;
        }

        return chain;
    }

    private static List<StoredEvent> Changed(List<StoredEvent> events, int at, Func<StoredEvent, StoredEvent> change) => [.. events.Select((e, i) => i == at ? change(e) : e)];

    private static List<StoredEvent> Renumbered(List<StoredEvent> events) => [.. events.Select(static (e, i) => e with { Version = i + 1 })];

    private static byte[] Flipped(byte[] bytes, int place)
    {
        var changed = bytes.ToArray();
        changed[place] ^= 1;
        return changed;
    }
}
