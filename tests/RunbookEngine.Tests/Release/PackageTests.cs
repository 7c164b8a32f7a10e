using System.Text.Json;
using System.Xml.Linq;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Release;

/// <summary>What is released is made of the native binary by the scripts that the release workflow calls, unpacked, and tried.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("runbook-release-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_package_installs_a_program_that_runs_with_its_manual_and_completions()
    {
        var output = await PackAsync();
        var package = Directory.EnumerateFiles(output, "runbook_*.deb").Single();
        var root = Path.Combine(_folder, "root");

        await DoAsync("dpkg-deb", "--extract", package, root);

        var control = await DoAsync("dpkg-deb", "--field", package);
        Assert.Contains("Package: runbook\n", control, StringComparison.Ordinal);
        Assert.Matches(@"\nDepends: libc6 \(>= 2\.\d+\), libssl3", control);
        Assert.Equal(await DoAsync(RunbookProgram.Path, "--version"), await DoAsync($"{root}/usr/bin/runbook", "--version"));
        await DoAsync("bash", "-c", $"cd {root} && dpkg-deb --ctrl-tarfile {package} | tar -xO ./md5sums | md5sum --check --strict");
        // SQLite is found beside the binary, though it is called by a link.
        await DoAsync("env", $"RUNBOOK_STORE={_folder}/s.db", $"{root}/usr/bin/runbook", "run", Write("r.yaml", "apiVersion: runbook/v1\nname: r\nsteps:\n  - shell: echo hi\n"), "--yes");
        await DoAsync("bash", "-nc", $"source {root}/usr/share/bash-completion/completions/runbook");
        Assert.StartsWith("#compdef runbook", await File.ReadAllTextAsync($"{root}/usr/share/zsh/vendor-completions/_runbook", s_cancellation), StringComparison.Ordinal);
        Assert.Contains("complete -c runbook", await File.ReadAllTextAsync($"{root}/usr/share/fish/vendor_completions.d/runbook.fish", s_cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_archive_and_the_image_hold_a_program_that_runs_and_checksums_find_a_change()
    {
        var output = await PackAsync();
        var version = (await DoAsync(RunbookProgram.Path, "--version")).Trim();

        await DoAsync("tar", "-xzf", Directory.EnumerateFiles(output, "*.tar.gz").Single(), "-C", _folder, "--strip-components", "1");
        Assert.Equal(version, (await DoAsync($"{_folder}/bin/runbook", "--version")).Trim());

        var image = Directory.EnumerateFiles(output, "*-image-*.tar").Single();
        Assert.DoesNotContain((await DoAsync("tar", "-tf", image)).Split('\n'), static n => n.EndsWith("/sh", StringComparison.Ordinal));
        var script = Path.Combine(Repository.Root, "release");
        await DoAsync($"{script}/checksums", output);
        await DoAsync("bash", "-c", $"cd {output} && sha256sum --check --strict SHA256SUMS");
        await File.AppendAllTextAsync(image, "x", s_cancellation);
        Assert.NotEqual(0, (await Needed.TryAsync("bash", "-c", $"cd {output} && sha256sum --check --strict SHA256SUMS"))!.Exit);
    }

    [Fact]
    public async Task The_image_has_all_that_the_program_needs()
    {
        Needed.Check(Environment.UserName == "root", "root, to change into the file system of an image");
        var image = Directory.EnumerateFiles(await PackAsync(), "*-image-*.tar").Single();
        var root = Path.Combine(_folder, "root");
        Directory.CreateDirectory(root);
        await DoAsync("tar", "-xf", image, "-C", root);
        File.WriteAllText(Path.Combine(root, "home", "runbook", "r.yaml"), "apiVersion: runbook/v1\nname: r\nsteps:\n  - log: hi\n");

        // A container has its /proc; whatever runs the image brings it.
        Directory.CreateDirectory(Path.Combine(root, "proc"));
        var said = await DoAsync(
            "unshare", "--mount", "sh", "-c", $"mount --rbind /proc {root}/proc && exec env -i HOME=/home/runbook /usr/sbin/chroot --userspec=65532:65532 {root} /usr/bin/runbook run /home/runbook/r.yaml --yes");

        Assert.Contains("succeeded after", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manual_page_names_each_command_and_is_set_without_a_warning()
    {
        Needed.Check(await Needed.TryAsync("man", "--version") is not null, "man-db");
        var page = Path.Combine(_folder, "runbook.1");
        await File.WriteAllTextAsync(page, await DoAsync(RunbookProgram.Path, "man"), s_cancellation);

        var text = await DoAsync("env", "MANROFFOPT=", "LC_ALL=C.UTF-8", "MANWIDTH=100", "man", "--warnings=w", "-l", page);

        Assert.All(["run", "resume", "validate", "inventory check", "completion"], c => Assert.Contains($"\n   runbook {c}", text, StringComparison.Ordinal));
        Assert.Contains("--accept-new-host-keys", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bill_of_materials_names_each_package_of_the_program()
    {
        Needed.Check(await Needed.TryAsync("jq", "--version") is not null, "jq");

        var bill = JsonDocument.Parse(await DoAsync(Path.Combine(Repository.Root, "release", "sbom"), "1.2.3")).RootElement;

        Assert.Equal(("CycloneDX", "1.2.3"), (bill.GetProperty("bomFormat").GetString(), bill.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString()));
        var names = bill.GetProperty("components").EnumerateArray().Select(static c => c.GetProperty("name").GetString()!).ToHashSet();
        var program = Directory.EnumerateFiles(Path.Combine(Repository.Root, "engine"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static p => XDocument.Load(p).Descendants("PackageReference").Select(static r => r.Attribute("Include")!.Value)).Where(static n => !n.Contains("Analyzers", StringComparison.Ordinal));
        Assert.Subset(names, program.ToHashSet());
        Assert.DoesNotContain("xunit.v3", names);
    }

    private async Task<string> PackAsync()
    {
        Needed.Check(Environment.GetEnvironmentVariable("RUNBOOK_BIN") is { Length: > 0 }, "the native binary, named by RUNBOOK_BIN");
        Needed.Check(await Needed.TryAsync("dpkg-deb", "--version") is not null && await Needed.TryAsync("readelf", "--version") is not null, "dpkg-deb and readelf");
        var output = Path.Combine(_folder, "out");
        await DoAsync(Path.Combine(Repository.Root, "release", "package"), Path.GetDirectoryName(RunbookProgram.Path)!, (await DoAsync("dpkg", "--print-architecture")).Trim(), output);
        return output;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>What a program prints; it must succeed.</summary>
    private static async Task<string> DoAsync(string program, params string[] arguments)
    {
        var result = await Needed.TryAsync(program, arguments) ?? throw new InvalidOperationException($"{program} is not there");
        Assert.True(result.Exit == 0, $"{program} {string.Join(' ', arguments)}: {result.Exit}\n{result}");
        return result.Output;
    }
}
