using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Sqlite;

namespace RunbookEngine.Tests.Histories;

/// <summary>
/// Histories that released engines wrote are read by today's code for ever: <c>tests/Histories/*.jsonl</c>, one event a line as the journal has it, and a
/// whole store file of each schema version. They are never edited, only added to.
/// </summary>
public class HistoryTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "Histories");

    public static TheoryData<string> Histories => [.. Files("*.jsonl").Select(static f => Path.GetFileNameWithoutExtension(f))];

    public static TheoryData<string> Stores => [.. Files("v*.db").Select(static f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_history_leads_to_the_state_it_led_to_when_it_was_written(string name)
    {
        var state = RunState.Fold(Read(name));

        Repository.AssertApproved(Path.Combine(s_folder, name + ".expected.txt"), StateText.Of(state));
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_history_is_written_as_it_was(string name)
    {
        Assert.Equal(
            File.ReadAllLines(Path.Combine(s_folder, name + ".jsonl")), Read(name).Select(static e => Encoding.UTF8.GetString(EventJson.Serialize(e))));
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public void Every_prefix_of_a_history_folds_and_goes_on_to_the_same_end(string name)
    {
        var events = Read(name);
        var whole = StateText.Of(RunState.Fold(events));

        for (var i = 0; i < events.Count; i++)
            Assert.Equal(whole, StateText.Of(events.Skip(i).Aggregate(RunState.Fold(events.Take(i)), static (s, e) => s.Apply(e))));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_store_of_every_schema_version_is_opened_and_its_runs_are_whole(string file)
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("runbook-history-").FullName, file);
        File.Copy(Path.Combine(s_folder, file), copy);
        await using var store = SqliteRunStore.Open(copy, TimeProvider.System);
        var text = new StringBuilder();
        foreach (var run in await store.ListAsync(100, TestContext.Current.CancellationToken))
        {
            var events = await store.ReadAsync(run.Run, 0, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
            text.Append(run.Run.Value).Append(' ').Append(StateText.Of(RunState.Fold(events)));
            foreach (var request in await store.ReadRequestsAsync(run.Run, 0, TestContext.Current.CancellationToken))
                text.Append(Text(request)).Append('\n');
        }

        Repository.AssertApproved(Path.Combine(s_folder, file + ".expected.txt"), text.ToString());
        Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
    }

    [Fact]
    public void The_histories_hold_every_kind_of_event()
    {
        var kinds = typeof(RunEvent).GetNestedTypes().Where(static t => !t.IsAbstract && t.IsSubclassOf(typeof(RunEvent))).Select(static t => t.Name).Order();

        var events = Files("*.jsonl").SelectMany(static f => Read(Path.GetFileNameWithoutExtension(f)));
        Assert.Equal(kinds, events.Select(static e => e.GetType().Name).Distinct().Order());
    }

    private static string Text(NumberedRequest r) =>
        $"request {r.Number}: {r.Request.Kind} {r.Request.Step} by {r.Request.By}, {r.Request.Note}, {r.Request.At.UtcDateTime:u}";

    private static string[] Files(string pattern) => Directory.GetFiles(s_folder, pattern);

    private static List<RunEvent> Read(string name) =>
        [.. File.ReadLines(Path.Combine(s_folder, name + ".jsonl")).Select(static line => EventJson.Deserialize(Encoding.UTF8.GetBytes(line)))];
}
