using RunbookEngine.Execution;
using RunbookEngine.Handlers.Etcdctl;
using RunbookEngine.Local;
using RunbookEngine.Model;
using RunbookEngine.Tests.Handlers;

namespace RunbookEngine.Tests.Etcd;

/// <summary>Which tool works on snapshot files, for every mixture of versions that is met.</summary>
public class EtcdToolChoiceTests
{
    public static TheoryData<string?, string?, string> Installations => new()
    {
        { "3.4.23", null, "etcdctl 3.4.23" },
        { "3.4.23", "3.5.21", "etcdutl 3.5.21" },
        { "3.5.21", "3.5.21", "etcdutl 3.5.21" },
        { "3.5.21", null, "etcdctl 3.5.21" },
        { "3.6.4", "3.6.4", "etcdutl 3.6.4" },
        { "3.6.0-rc.1", "3.6.0-rc.1", "etcdutl 3.6.0" },
        { null, "3.6.4", "etcdutl 3.6.4" },
        { "3.6.4", null, "etcdutl-missing" },
        { null, null, "etcdctl-missing" },
    };

    [Theory]
    [MemberData(nameof(Installations))]
    public void The_tool_for_files_follows_from_what_is_installed(string? etcdctl, string? etcdutl, string expected)
    {
        var (tool, failure) = EtcdToolChoice.ForFiles(new(Tool("etcdctl", etcdctl), Tool("etcdutl", etcdutl)), "snapshot status");

        Assert.Equal(expected, tool?.ToString() ?? failure!.Code);
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task The_handler_finds_out_what_is_installed_and_calls_that(string? etcdctl, string? etcdutl, string expected)
    {
        using var tools = new FakeEtcdTools(etcdctl, etcdutl);
        var step = new ToolRun("etcdctl", "snapshot status", ("path", ToolRun.Text(tools.Snapshot())))
            .On(tools.Commands()).On(new LocalFiles());

        var outcome = await step.RunAsync();

        var called = outcome is StepOutcome.Failed failed ? failed.Failure.Code : Called(((StepOutcome.Unchanged)outcome).Outputs);
        Assert.Equal(expected, called);
        Assert.All(tools.Calls, call => Assert.StartsWith(expected.Split(' ')[0] + " ", call, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3.4.23", null, false)]
    [InlineData("3.5.9", "3.5.9", true)]
    [InlineData("3.6.4", "3.6.4", true)]
    public async Task An_empty_folder_is_restored_into_only_where_the_tool_does_so(string etcdctl, string? etcdutl, bool restores)
    {
        using var tools = new FakeEtcdTools(etcdctl, etcdutl);
        var folder = Directory.CreateDirectory(Path.Combine(tools.Folder, "data")).FullName;

        var outcome = await Restore(tools, folder).RunAsync();

        if (restores)
            Assert.IsType<StepOutcome.Succeeded>(outcome);
        else
            Assert.Equal("data-dir-exists", Assert.IsType<StepOutcome.Failed>(outcome).Failure.Code);
    }

    [Theory]
    [InlineData("3.4.23", null)]
    [InlineData("3.6.4", "3.6.4")]
    public async Task A_folder_that_holds_something_is_never_restored_into(string etcdctl, string? etcdutl)
    {
        using var tools = new FakeEtcdTools(etcdctl, etcdutl);
        var folder = Directory.CreateDirectory(Path.Combine(tools.Folder, "data")).FullName;
        File.WriteAllText(Path.Combine(folder, "precious"), "");

        Assert.Equal("data-dir-exists", (await Restore(tools, folder).FailAsync()).Code);
        Assert.Empty(tools.Calls);
        Assert.Equal(["precious"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_data_directory_has_its_name_only_when_it_is_whole()
    {
        using var tools = new FakeEtcdTools("3.5.21", "3.5.21").Answer("snapshot restore", """
            for word; do case $word in --data-dir=*) mkdir -p "${word#--data-dir=}/member/snap" ;; esac; done
            exit 1
            """);
        var dataDir = Path.Combine(tools.Folder, "data");

        Assert.Equal("restore-failed", (await Restore(tools, dataDir).FailAsync()).Code);

        Assert.Empty(Directory.EnumerateFileSystemEntries(tools.Folder, "data*"));
    }

    [Theory]
    [InlineData("nothing", typeof(ProbeResult.Needed))]
    [InlineData("a part beside it", typeof(ProbeResult.Needed))]
    [InlineData("the whole", typeof(ProbeResult.Satisfied))]
    [InlineData("an old one", typeof(ProbeResult.CannotTell))]
    [InlineData("a part in its place", typeof(ProbeResult.CannotTell))]
    public async Task A_doubt_about_a_restore_is_settled_by_what_stands_there(string found, Type expected)
    {
        using var tools = new FakeEtcdTools("3.5.21", "3.5.21");
        var dataDir = Path.Combine(tools.Folder, "data");
        var step = Restore(tools, dataDir).With(static c => c with { BootId = "boot-1", StartedAt = DateTimeOffset.UtcNow });
        var beside = $"{dataDir}.restoring-{step.Context.Run}";
        if (found is "a part beside it")
            Directory.CreateDirectory(beside + "/member");
        else if (found is not "nothing")
            Directory.CreateDirectory(dataDir + "/member");
        if (found is "an old one")
            Directory.SetLastWriteTimeUtc(dataDir + "/member", DateTime.UtcNow.AddDays(-1));
        if (found is "a part in its place")
            File.WriteAllText(beside, "");

        Assert.Equal(expected, (await step.ProbeAsync()).GetType());
        Assert.Same(ProbeResult.Unknown, await step.With(static c => c with { BootId = null }).ProbeAsync());
    }

    [Fact]
    public async Task A_part_that_an_earlier_attempt_left_is_made_anew()
    {
        using var tools = new FakeEtcdTools("3.5.21", "3.5.21");
        var dataDir = Path.Combine(tools.Folder, "data");
        var step = Restore(tools, dataDir);
        Directory.CreateDirectory($"{dataDir}.restoring-{step.Context.Run}/member/half");

        Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());

        Assert.True(Directory.Exists(dataDir + "/member"));
        Assert.False(Directory.Exists(dataDir + "/member/half"));
    }

    [Fact]
    public async Task A_revision_is_bumped_where_the_tool_offers_it()
    {
        using var tools = new FakeEtcdTools("3.5.21", "3.5.21", bump: true);

        Assert.IsType<StepOutcome.Succeeded>(await Restore(tools, tools.Folder + "/data", Bump, Mark).RunAsync());
        Assert.Contains("--bump-revision=1000000000 --mark-compacted=true", Assert.Single(tools.Calls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.4.23", null)]
    [InlineData("3.5.9", "3.5.9")]
    public async Task A_tool_that_cannot_bump_the_revision_is_not_asked_to(string etcdctl, string? etcdutl)
    {
        using var tools = new FakeEtcdTools(etcdctl, etcdutl);

        var failure = await Restore(tools, tools.Folder + "/data", Bump, Mark).FailAsync();

        Assert.Equal("bump-revision-missing", failure.Code);
        Assert.Contains(etcdutl ?? etcdctl, failure.Message, StringComparison.Ordinal);
        Assert.Empty(tools.Calls);
    }

    [Fact]
    public async Task To_bump_and_to_mark_go_only_together()
    {
        using var tools = new FakeEtcdTools("3.6.4", "3.6.4", bump: true);

        Assert.Equal("bad-setting", (await Restore(tools, tools.Folder + "/data", Bump).FailAsync()).Code);
        Assert.Equal("bad-setting", (await Restore(tools, tools.Folder + "/data", Mark).FailAsync()).Code);
    }

    private static (string, Value) Bump => ("bump-revision", new Value.Integer(1_000_000_000));

    private static (string, Value) Mark => ("mark-compacted", ToolRun.Flag(true));

    private static ToolRun Restore(FakeEtcdTools tools, string dataDir, params (string, Value)[] more) =>
        new ToolRun("etcdctl", "snapshot restore", [("path", ToolRun.Text(tools.Snapshot())), ("data-dir", ToolRun.Text(dataDir)), .. more])
            .On(tools.Commands()).On(new LocalFiles());

    private static string Called(Value.Map outputs) => $"{outputs["tool"]} {outputs["version"]}";

    private static EtcdTool? Tool(string name, string? version) =>
        version is null ? null : EtcdTool.Parse(name, $"{name} version: {version}\nAPI version: 3.6\n");
}
