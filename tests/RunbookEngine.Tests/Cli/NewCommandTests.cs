using RunbookEngine.Cli.Templates;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>runbook new</c>: every template is a runbook without a finding, which a rehearsal proves, and nothing that exists is lost.</summary>
public sealed class NewCommandTests : IDisposable
{
    private readonly CliBench _bench = new();

    public static TheoryData<string> Templates => [.. RunbookTemplates.All.Select(static t => t.Name)];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_template_is_sound_as_it_is_and_with_all_that_is_asked_for(string name)
    {
        var template = RunbookTemplates.Find(name)!;
        string[] set = [.. template.Asks.SelectMany(i => new[] { "--set", $"{i}={Other(i)}" })];
        foreach (var arguments in new string[][] { ["plain.yaml"], ["full.yaml", .. set, .. template.Approval is null ? Array.Empty<string>() : ["--approve"]] })
        {
            var file = arguments[0];
            var told = (await _bench.RunAsync(["new", name, .. arguments])).Expect(0).Out;

            Assert.Equal("", (await _bench.RunAsync("validate", file)).Expect(0).Error);
            (await _bench.RunAsync("lint", file)).Expect(0);
            (await _bench.RunAsync("fmt", "--check", file)).Expect(0);
            Assert.DoesNotContain("runbooks/", _bench.Read(file), StringComparison.Ordinal);
            Assert.Contains($"\nname: {Path.GetFileNameWithoutExtension(file)}\n", _bench.Read(file), StringComparison.Ordinal);
            foreach (var command in new[] { "validate", "rehearse", "plan", "run" })
                Assert.Contains($"  runbook {command} {file}", told, StringComparison.Ordinal);
        }

        foreach (var input in template.Asks)
            Assert.Contains($"default: {Shown(input)}", _bench.Read("full.yaml"), StringComparison.Ordinal);
        Assert.Equal(template.Approval is not null, _bench.Read("full.yaml").Contains("- id: approved", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task The_rehearsal_that_is_told_next_succeeds(string name)
    {
        var template = RunbookTemplates.Find(name)!;
        string[] approve = template.Approval is null ? [] : ["--approve"];
        var told = (await _bench.RunAsync(["new", name, "a b.yaml", .. approve])).Expect(0).Out;

        var line = told.Split('\n').Single(static l => l.Contains("runbook rehearse", StringComparison.Ordinal));
        (await _bench.RunAsync(Words(line)[1..])).Expect(0);
    }

    [Theory]
    [InlineData("worker-rolling-upgrade", "version=1.31.2")]
    [InlineData("control-plane-upgrade", "version=1.31.2")]
    [InlineData("worker-rolling-upgrade", "nodes=pool=blue")]
    [InlineData("os-upgrade", "group=somewhere")]
    [InlineData("etcd-restore", "members=systemd")]
    [InlineData("resource-restore", "namespaces=here,there")]
    public async Task It_also_succeeds_when_the_template_was_fitted_to_a_place_that_the_world_does_not_know(string name, string set)
    {
        var told = (await _bench.RunAsync("new", name, "--set", set)).Expect(0).Out;

        var line = told.Split('\n').Single(static l => l.Contains("runbook rehearse", StringComparison.Ordinal));
        (await _bench.RunAsync(Words(line)[1..])).Expect(0);
    }

    [Fact]
    public async Task A_file_that_exists_is_left_alone_unless_it_is_said()
    {
        _bench.Write("mine.yaml", "precious\n");

        Assert.Contains("--force", (await _bench.RunAsync("new", "empty", "mine.yaml")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal("precious\n", _bench.Read("mine.yaml"));
        (await _bench.RunAsync("new", "empty", "mine.yaml", "--force")).Expect(0);
        Assert.Contains("name: mine", _bench.Read("mine.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did you mean `etcd-backup`?", "etcd-backpu")]
    [InlineData("runbook new empty deploy.yaml", "deploy")]
    [InlineData("did you mean `version`?", "worker-rolling-upgrade", "--set", "verson=1.2.3")]
    [InlineData("takes a version", "worker-rolling-upgrade", "--set", "version=newest")]
    [InlineData("`batches` has `0`", "worker-rolling-upgrade", "--set", "batches=0")]
    [InlineData("NAME=VALUE", "worker-rolling-upgrade", "--set", "version")]
    [InlineData("`--approve` does not go with `etcd-backup`", "etcd-backup", "--approve")]
    [InlineData("cannot be written", "empty", "no/such/folder.yaml")]
    public async Task What_is_wrong_is_said_with_its_mend_and_nothing_is_written(string said, params string[] arguments)
    {
        var error = (await _bench.RunAsync(["new", .. arguments])).Expect(2).Error;

        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_bench.Folder, "*.yaml"));
    }

    [Fact]
    public async Task A_terminal_is_asked_for_what_the_command_line_leaves_open()
    {
        var told = (await _bench.AnswerAsync(["nine", "1", "mine.yaml", "newest", "v1.36.4", "", "2, 50%", "y"], "new")).Expect(0);

        Assert.Contains("1  worker-rolling-upgrade", told.Error, StringComparison.Ordinal);
        Assert.Contains("type a number from 1 to", told.Error, StringComparison.Ordinal);
        Assert.Contains("takes a version", told.Error, StringComparison.Ordinal);
        var text = _bench.Read("mine.yaml");
        Assert.Contains("version:         { type: version, default: 1.36.4, description", text, StringComparison.Ordinal);
        Assert.Contains("batches:         { type: list, default: [2, 50%], description", text, StringComparison.Ordinal);
        Assert.Contains("default: \"!node-role.kubernetes.io/control-plane,", text, StringComparison.Ordinal);
        Assert.Contains("- id: approved", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_end_early_write_nothing()
    {
        (await _bench.AnswerAsync(["1", "mine.yaml"], "new")).Expect(2);

        Assert.False(_bench.Has("mine.yaml"));
    }

    [Fact]
    public async Task Nothing_is_asked_when_that_is_said_or_nobody_could_answer()
    {
        Assert.DoesNotContain("[", (await _bench.AnswerAsync([], "new", "os-upgrade", "--yes")).Expect(0).Error, StringComparison.Ordinal);
        (await _bench.RunAsync("new", "mine.yaml")).Expect(0);
        Assert.Contains("name: mine", _bench.Read("mine.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_are_listed_and_completed()
    {
        Assert.Contains("etcd-restore ", (await _bench.RunAsync("new", "--list")).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"etcd-restore\"", (await _bench.RunAsync("new", "--list", "--output", "json")).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("etcd-restore", (await _bench.RunAsync("[suggest:12]", "runbook new ")).Out.Split('\n'));
        var line = "runbook new os-upgrade --set ";
        Assert.Contains("group=", (await _bench.RunAsync($"[suggest:{line.Length}]", line)).Out.Split('\n'));
    }

    /// <summary>Another value than the usual one.</summary>
    private static string Other(string input) => input switch
    {
        "version" => "1.31.2",
        "batches" => "1,2,10%",
        "nodes" => "pool=blue,!old",
        "members" => "static-pod",
        "namespaces" => "shop,billing",
        "dir" or "backup_dir" or "copy_dir" => "/srv/" + input,
        _ => "it's \"so\": # [1]",
    };

    private static string Shown(string input) => input switch
    {
        "batches" => "[1, 2, 10%]",
        "nodes" => "\"pool=blue,!old\"",
        "namespaces" => "[shop, billing]",
        "version" or "members" or "dir" or "backup_dir" or "copy_dir" => Other(input),
        _ => "\"it's \\\"so\\\": # [1]\"",
    };

    /// <summary>As a shell takes the line: words in single quotes are one.</summary>
    private static string[] Words(string line) =>
        [.. System.Text.RegularExpressions.Regex.Matches(line, @"(?:[^\s']|'[^']*')+").Select(static m => m.Value.Replace("'", "", StringComparison.Ordinal))];
}
