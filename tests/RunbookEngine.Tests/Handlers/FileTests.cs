using System.Security.Cryptography;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class FileTests
{
    [Fact]
    public async Task A_file_is_written_with_mode_and_owner_and_its_facts_are_put_out()
    {
        var files = new FakeFiles().Folder("/etc/app");

        var outcome = await File("write", ("path", Text("/etc/app/conf")), ("content", Text("a: 1\n")), ("mode", Text("0640")), ("owner", Text("app:app")))
            .On(files).RunAsync();

        var outputs = Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs;
        Assert.Equal("a: 1\n", files.TextOf("/etc/app/conf"));
        Assert.Contains("/etc/app/conf File 0640 app:app", files.Snapshot(), StringComparison.Ordinal);
        Assert.Equal("/etc/app/conf", outputs["path"]!.ToString());
        Assert.Equal(new Value.Integer(5), outputs["size"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("a: 1\n"u8)), outputs["sha256"]!.ToString());
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_runbooks_folder()
    {
        var files = new FakeFiles().Folder("/srv/runbooks/sub");

        await File("write", ("path", Text("sub/../sub/x")), ("content", Text("1"))).On(files).RunAsync();

        Assert.Equal("1", files.TextOf("/srv/runbooks/sub/x"));
    }

    [Fact]
    public async Task What_is_inserted_is_data_byte_for_byte()
    {
        var nasty = "'\"$(touch /tmp/x);`id`\r\n\0{{ inputs.x }}" + new string('é', 32 * 1024);
        var files = new FakeFiles().Folder("/d");

        await File("write", ("path", Text("/d/a b;$(x)'\"")), ("content", Text(nasty))).On(files).RunAsync();

        Assert.Equal(nasty, files.TextOf("/d/a b;$(x)'\""));
    }

    [Fact]
    public async Task The_plan_shows_the_difference()
    {
        var files = new FakeFiles().File("/etc/conf", "one\ntwo\nthree\n");

        var probe = await File("write", ("path", Text("/etc/conf")), ("content", Text("one\n2\nthree\n"))).On(files).ProbeAsync();

        Assert.Equal(new ProbeResult.Needed("change /etc/conf\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three"), probe);
        Assert.Equal(0, files.Changes);
    }

    [Fact]
    public async Task A_file_that_is_as_asked_is_left_alone()
    {
        var files = new FakeFiles().File("/etc/conf", "one\n", "0640", "app:app");

        var probe = await File("write", ("path", Text("/etc/conf")), ("content", Text("one\n")), ("mode", Text("640")), ("owner", Text("app"))).On(files).ProbeAsync();

        Assert.Equal(new Value.Integer(4), Assert.IsType<ProbeResult.Satisfied>(probe).Outputs["size"]);
    }

    [Fact]
    public async Task A_file_that_differs_in_its_mode_only_is_not_written_again()
    {
        var files = new FakeFiles().File("/etc/conf", "one\n");
        var run = File("write", ("path", Text("/etc/conf")), ("content", Text("one\n")), ("mode", Text("0600")), ("owner", Text("app"))).On(files);

        Assert.Equal(new ProbeResult.Needed("change /etc/conf: mode 0644 to 0600, owner root:root to app"), await run.ProbeAsync());
        await run.RunAsync();

        Assert.Contains("/etc/conf File 0600 app", files.Snapshot(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_text_is_written_and_shown_nowhere()
    {
        var files = new FakeFiles().File("/etc/key", "old\n");
        var run = File("write", ("path", Text("/etc/key")), ("content", Secret("s3cret"))).On(files);

        var change = Assert.IsType<ProbeResult.Needed>(await run.ProbeAsync()).Change;
        var outcome = Assert.IsType<StepOutcome.Succeeded>(await run.RunAsync());

        Assert.Equal("s3cret", files.TextOf("/etc/key"));
        Assert.Equal("write /etc/key (its text is secret)", change);
        Assert.Same(Value.None, outcome.Outputs["sha256"]);
    }

    [Theory]
    [InlineData("mode", "rw-r--r--")]
    [InlineData("mode", "0888")]
    [InlineData("owner", "-R")]
    [InlineData("owner", "a b")]
    [InlineData("owner", ":")]
    [InlineData("path", "")]
    [InlineData("path", "a\0b")]
    public async Task A_setting_without_sense_changes_nothing(string setting, string value)
    {
        var files = new FakeFiles().Folder("/etc");
        (string, Value)[] settings = setting == "path"
            ? [("path", Text(value)), ("content", Text("x"))]
            : [("path", Text("/etc/x")), ("content", Text("x")), (setting, Text(value))];

        var failure = await File("write", settings).On(files).FailAsync();

        Assert.Equal("bad-setting", failure.Code);
        Assert.NotNull(failure.Hint);
        Assert.Equal(0, files.Changes);
    }

    [Fact]
    public async Task A_missing_folder_is_a_failure_that_trying_again_does_not_mend()
    {
        var failure = await File("write", ("path", Text("/no/such/file")), ("content", Text("x"))).FailAsync();

        Assert.Equal("not-found", failure.Code);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public async Task A_copy_holds_the_same_bytes_and_keeps_the_mode()
    {
        var files = new FakeFiles().File("/a", "bytes", "0600").Folder("/b");
        var run = File("copy", ("source", Text("/a")), ("to", Text("/b/a"))).On(files);

        Assert.IsType<ProbeResult.Needed>(await run.ProbeAsync());
        await run.RunAsync();

        Assert.Equal("bytes", files.TextOf("/b/a"));
        Assert.Contains("/b/a File 0600", files.Snapshot(), StringComparison.Ordinal);
        Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync());
    }

    [Fact]
    public async Task A_copy_to_a_folder_is_refused_because_it_names_no_file()
    {
        var failure = await File("copy", ("source", Text("/a")), ("to", Text("/b"))).On(new FakeFiles().File("/a", "x").Folder("/b")).FailAsync();

        Assert.Equal("wrong-kind", failure.Code);
        Assert.Contains("whole name", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_moves_with_all_it_holds()
    {
        var files = new FakeFiles().File("/data/db/one", "1").File("/data/db/two", "2");

        await File("move", ("source", Text("/data/db")), ("to", Text("/data/db.before"))).On(files).RunAsync();

        Assert.Null(files.TextOf("/data/db/one"));
        Assert.Equal("2", files.TextOf("/data/db.before/two"));
    }

    [Fact]
    public async Task A_move_is_done_when_the_source_is_gone_and_the_destination_there()
    {
        var run = File("move", ("source", Text("/data/a")), ("to", Text("/data/b"))).On(new FakeFiles().File("/data/b", "x"));

        Assert.Equal(new Value.Integer(1), Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync()).Outputs["size"]);
    }

    [Fact]
    public async Task A_move_of_nothing_to_nowhere_is_a_failure()
    {
        var failure = await File("move", ("source", Text("/data/a")), ("to", Text("/data/b"))).FailAsync();

        Assert.Equal("not-found", failure.Code);
    }

    [Fact]
    public async Task A_move_never_replaces_what_is_there_unless_it_says_so()
    {
        var files = new FakeFiles().File("/data/a", "new").File("/data/b", "old");

        var failure = await File("move", ("source", Text("/data/a")), ("to", Text("/data/b"))).On(files).FailAsync();
        Assert.Equal("already-exists", failure.Code);
        Assert.Equal("old", files.TextOf("/data/b"));

        await File("move", ("source", Text("/data/a")), ("to", Text("/data/b")), ("replace", Flag(true))).On(files).RunAsync();
        Assert.Equal("new", files.TextOf("/data/b"));
    }

    [Theory]
    [InlineData("/data", "/data/inside")]
    [InlineData("/data/x", "/data/x")]
    [InlineData("/data/x", "/data")]
    public async Task A_move_into_itself_is_refused(string from, string to)
    {
        var failure = await File("move", ("source", Text(from)), ("to", Text(to)), ("replace", Flag(true))).On(new FakeFiles().File("/data/x", "1")).FailAsync();

        Assert.Equal("bad-setting", failure.Code);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("/var/lib/")]
    [InlineData("/var/lib/x/..")]
    [InlineData("/srv")]
    [InlineData(".")]
    public async Task Folders_of_the_system_and_the_runbooks_own_are_never_removed(string path)
    {
        var files = new FakeFiles().Folder("/etc").Folder("/var/lib/x").Folder("/srv/runbooks");

        var removed = await File("remove", ("path", Text(path)), ("recursive", Flag(true))).On(files).FailAsync();
        var moved = await File("move", ("source", Text(path)), ("to", Text("/elsewhere"))).On(files).FailAsync();

        Assert.Equal("protected-path", removed.Code);
        Assert.Equal("protected-path", moved.Code);
        Assert.Equal(0, files.Changes);
    }

    [Fact]
    public async Task A_folder_is_removed_only_when_the_step_says_recursive()
    {
        var files = new FakeFiles().File("/data/d/x", "1");

        Assert.Equal("wrong-kind", (await File("remove", ("path", Text("/data/d"))).On(files).FailAsync()).Code);
        var run = File("remove", ("path", Text("/data/d")), ("recursive", Flag(true))).On(files);
        Assert.Equal(new ProbeResult.Needed("remove a folder: /data/d"), await run.ProbeAsync());
        await run.RunAsync();

        Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync());
    }

    [Fact]
    public async Task A_folder_is_made_with_those_above_it()
    {
        var files = new FakeFiles();
        var run = File("directory", ("path", Text("/srv/a/b")), ("mode", Text("0700"))).On(files);

        Assert.Equal(new ProbeResult.Needed("create the folder /srv/a/b"), await run.ProbeAsync());
        await run.RunAsync();

        Assert.Contains("/srv/a/b Directory 0700", files.Snapshot(), StringComparison.Ordinal);
        Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync());
    }

    [Theory]
    [InlineData("chmod", "mode", "0600", "mode 0644 to 0600")]
    [InlineData("chown", "owner", "app:app", "owner root:root to app:app")]
    public async Task Mode_and_owner_are_changed_where_they_differ(string verb, string setting, string value, string words)
    {
        var files = new FakeFiles().File("/x", "1");
        var run = File(verb, ("path", Text("/x")), (setting, Text(value))).On(files);

        Assert.Equal(new ProbeResult.Needed($"change /x: {words}"), await run.ProbeAsync());
        await run.RunAsync();

        Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync());
    }

    [Fact]
    public async Task A_link_keeps_its_attributes_and_the_step_says_why()
    {
        var failure = await File("chmod", ("path", Text("/x")), ("mode", Text("0600"))).On(new FakeFiles().Entity("/x", FileKind.Link)).FailAsync();

        Assert.Equal("wrong-kind", failure.Code);
    }

    [Fact]
    public async Task A_file_is_read_as_text()
    {
        var outcome = await File("read", ("path", Text("/x"))).On(new FakeFiles().File("/x", "é\n")).RunAsync();

        Assert.Equal("é\n", Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs["content"]!.ToString());
    }

    [Fact]
    public async Task What_is_not_there_is_an_answer_to_stat_and_a_failure_to_read()
    {
        var outcome = await File("stat", ("path", Text("/x"))).RunAsync();

        Assert.Equal(Flag(false), Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs["exists"]);
        Assert.Equal("not-found", (await File("read", ("path", Text("/x"))).FailAsync()).Code);
    }

    [Fact]
    public async Task Stat_tells_all_that_is_known()
    {
        var outcome = await File("stat", ("path", Text("/x"))).On(new FakeFiles().File("/x", "abc", "0600", "app:adm")).RunAsync();

        var outputs = Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs;
        Assert.Equal(
            "path=/x, exists=true, kind=file, size=3, mode=0600, owner=app:adm, modified=1970-01-01T00:00:00Z, "
            + "sha256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            outputs.ToString());
    }

    [Fact]
    public async Task List_tells_the_names_that_fit_and_the_newest()
    {
        var files = new FakeFiles().File("/b/1.db", "").File("/b/2.db", "").File("/b/2.db.sha256", "");

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await File("list", ("path", Text("/b")), ("pattern", Text("*.db"))).On(files).RunAsync()).Outputs;

        Assert.Equal("path=/b, count=2, names=1.db, 2.db, newest=/b/2.db", outputs.ToString());
    }

    private static ToolRun File(string verb, params (string Name, Value Value)[] settings) => new("file", verb, settings);
}
