using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Fixtures.Certificates;

namespace HelpdeskMail.Fixtures.Dovecot;

/// <summary>
/// A real Dovecot on loopback with everything of its own in a temporary folder: IMAP, IMAPS, POP3, POP3S, LMTP, submission, a SASL socket for Postfix. Signs in passwords and OAuth access
/// tokens that <see cref="CreateAccessToken"/> makes. As root its workers run as the package's users, otherwise all as the current one.
/// </summary>
public sealed class DovecotServer : IAsyncDisposable
{
    private readonly string folder;
    private readonly DovecotOptions options;
    private readonly byte[] tokenKey = RandomNumberGenerator.GetBytes(32);
    private readonly TestAuthority authority = new();
    private Process? server;
    private int filled;

    private DovecotServer(string folder, DovecotOptions options)
    {
        this.folder = folder;
        this.options = options;
        Certificate = authority.Issue(["localhost", "127.0.0.1"]);
    }

    /// <summary>Name that the certificate is for.</summary>
    public string Host => "localhost";

    public int ImapPort { get; } = FreePort.Next();

    public int ImapsPort { get; } = FreePort.Next();

    public int Pop3Port { get; } = FreePort.Next();

    public int Pop3sPort { get; } = FreePort.Next();

    public int LmtpPort { get; } = FreePort.Next();

    public int SubmissionPort { get; } = FreePort.Next();

    /// <summary>Port where other servers ask whether a sign-in is right (Dovecot's auth protocol; Postfix: smtpd_sasl_path = inet:127.0.0.1:port).</summary>
    public int AuthPort { get; } = FreePort.Next();

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => authority.Certificate;

    /// <summary>The server's own certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What Dovecot wrote to its log so far.</summary>
    public string Log => File.Exists(Path.Combine(folder, "dovecot.log")) ? File.ReadAllText(Path.Combine(folder, "dovecot.log")) : "";

    private string Configuration => Path.Combine(folder, "dovecot.conf");

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Starts a server; skips the test when Dovecot is not installed, fails it in CI.</summary>
    public static async Task<DovecotServer> StartAsync(DovecotOptions? options = null)
    {
        RealServer.Require(
            RealServer.FindProgram("dovecot") is not null && File.Exists("/usr/lib/dovecot/imap") && File.Exists("/usr/lib/dovecot/pop3") && File.Exists("/usr/lib/dovecot/lmtp") && File.Exists("/usr/lib/dovecot/submission"),
            "Dovecot (Debian packages dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-submissiond)");
        var dovecot = new DovecotServer(Directory.CreateTempSubdirectory("helpdeskmail-dovecot-").FullName, options ?? new DovecotOptions());
        try
        {
            await dovecot.PrepareAsync();
            await dovecot.LaunchAsync();
            return dovecot;
        }
        catch
        {
            await dovecot.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds an account, effective at once. Another password for an existing one is noticed after a second or two.</summary>
    public Task AddUserAsync(string name, string password) =>
        File.WriteAllTextAsync(Path.Combine(folder, "users", name), $"{name}:{{PLAIN}}{password}::::::\n");

    /// <summary>An access token for a mailbox, signed with a key this server knows (HS256). A negative lifetime makes one that has expired.</summary>
    public string CreateAccessToken(string user, TimeSpan lifetime)
    {
        var now = TimeProvider.System.GetUtcNow();
        var issued = lifetime < TimeSpan.Zero ? now + lifetime - TimeSpan.FromHours(1) : now;
        var header = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "HS256", typ = "JWT" }));
        var body = Encode(JsonSerializer.SerializeToUtf8Bytes(new
        {
            sub = user,
            email = user,
            iss = "https://login.example/",
            aud = "helpdeskmail",
            iat = issued.ToUnixTimeSeconds(),
            nbf = issued.ToUnixTimeSeconds(),
            exp = (now + lifetime).ToUnixTimeSeconds(),
        }));
        return $"{header}.{body}.{Encode(HMACSHA256.HashData(tokenKey, Encoding.ASCII.GetBytes($"{header}.{body}")))}";
    }

    /// <summary>From now on takes tokens of another identity provider that are signed with this key.</summary>
    /// <param name="algorithm">Algorithm in the tokens' header, <c>RS256</c>.</param>
    /// <param name="keyId">Key id in the tokens' header.</param>
    /// <param name="publicKeyPem">The public key.</param>
    public async Task TrustAsync(string algorithm, string keyId, string publicKeyPem)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys", "default", algorithm)).FullName;
        await File.WriteAllTextAsync(Path.Combine(keys, keyId), publicKeyPem);
    }

    /// <summary>Delivers a message by LMTP as an MTA would.</summary>
    /// <param name="recipient">An account of this server.</param>
    /// <param name="message">The raw message; lone LF is sent as CRLF.</param>
    /// <param name="from">Return address.</param>
    public async Task DeliverAsync(string recipient, string message, string from = "sender@example.net") => await DeliverAsync(recipient, Encoding.UTF8.GetBytes(message), from);

    /// <inheritdoc cref="DeliverAsync(string, string, string)"/>
    public async Task DeliverAsync(string recipient, byte[] message, string from = "sender@example.net")
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", LmtpPort);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await ExpectAsync(reader, "220");
        foreach (var (command, answer) in new[] { ("LHLO test.example", "250"), ($"MAIL FROM:<{from}>", "250"), ($"RCPT TO:<{recipient}>", "250"), ("DATA", "354") })
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
            await ExpectAsync(reader, answer);
        }

        var text = Encoding.Latin1.GetString(message).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        text = (text.StartsWith('.') ? "." + text : text).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text + (text.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n") + ".\r\n"));
        await ExpectAsync(reader, "250");
        await stream.WriteAsync("QUIT\r\n"u8.ToArray());
    }

    /// <summary>Puts messages into an account's inbox as they are, past every protocol, whether the server runs or not; they must have CRLF line ends.</summary>
    public async Task FillAsync(string account, IEnumerable<byte[]> messages)
    {
        var inbox = Path.Combine(folder, "mail", account, "Maildir");
        if (!Directory.Exists(inbox))
        {
            await DeliverAsync(account, "Subject: makes the mailbox\r\n\r\n");
            foreach (var file in Directory.EnumerateFiles(Path.Combine(inbox, "new")))
            {
                File.Delete(file);
            }
        }

        var ready = Directory.CreateDirectory(Path.Combine(inbox, $"ready-{filled}")).FullName;
        foreach (var message in messages)
        {
            // With the sizes in its name, as Dovecot's own delivery writes it: without them the server reads each message once more to tell its size.
            await File.WriteAllBytesAsync(Path.Combine(ready, $"{1_700_000_000 + filled}.M{filled++}P{Environment.ProcessId}.filled,S={message.Length},W={message.Length}"), message);
        }

        using var owner = Process.Start("chown", ["-R", $"--reference={inbox}", ready]);
        await owner.WaitForExitAsync();
        foreach (var file in Directory.EnumerateFiles(ready).Order(StringComparer.Ordinal))
        {
            File.Move(file, Path.Combine(inbox, "new", Path.GetFileName(file)));
        }

        Directory.Delete(ready);
    }

    /// <summary>Gives an account's inbox another UIDVALIDITY, as a restored mailbox has.</summary>
    public async Task RenumberAsync(string account, uint uidValidity)
    {
        using var doveadm = Process.Start(new ProcessStartInfo(
            "doveadm", ["-c", Path.Combine(folder, "dovecot.conf"), "mailbox", "update", "-u", account, "--uid-validity", uidValidity.ToString(CultureInfo.InvariantCulture), "INBOX"])
        { RedirectStandardError = true, UseShellExecute = false })!;
        var said = await doveadm.StandardError.ReadToEndAsync();
        await doveadm.WaitForExitAsync();
        if (doveadm.ExitCode != 0)
        {
            throw new InvalidOperationException($"doveadm failed: {said}");
        }
    }

    /// <summary>The raw messages in an account's inbox, oldest first.</summary>
    public async Task<IReadOnlyList<byte[]>> MessagesAsync(string account)
    {
        var inbox = Path.Combine(folder, "mail", account, "Maildir");
        var files = new[] { "new", "cur" }.Select(part => new DirectoryInfo(Path.Combine(inbox, part))).Where(part => part.Exists).SelectMany(part => part.GetFiles());
        return await Task.WhenAll(files.OrderBy(file => file.LastWriteTimeUtc).Select(file => File.ReadAllBytesAsync(file.FullName)));
    }

    /// <summary>Ends the server and every connection to it, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (server is not null)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
            server = null;
        }
    }

    /// <summary>Starts the server again on the same data and ports.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        File.Delete(Path.Combine(folder, "run", "master.pid"));
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        authority.Dispose();
        Certificate.Dispose();
        ServerFolder.Delete(folder);
    }

    private static async Task ExpectAsync(StreamReader reader, string code)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line is { Length: > 3 } && line[3] == '-');

        if (line?.StartsWith(code, StringComparison.Ordinal) is not true)
        {
            throw new InvalidOperationException($"Dovecot's LMTP answered «{line}» where {code} was expected.");
        }
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task PrepareAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "mail"));
        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys", "default", "HS256")).FullName;
        await File.WriteAllTextAsync(Path.Combine(keys, "default"), Convert.ToBase64String(tokenKey));
        Directory.CreateDirectory(Path.Combine(folder, "users"));
        foreach (var (name, password) in options.Users)
        {
            await AddUserAsync(name, password);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "oauth2.conf"), $"""
            introspection_mode = local
            local_validation_key_dict = fs:posix:prefix={folder}/keys/
            username_attribute = {options.UserNameClaim}
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), Certificate.ExportCertificatePem() + "\n" + authority.Certificate.ExportCertificatePem() + "\n");
        using (var key = Certificate.GetECDsaPrivateKey())
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key!.ExportPkcs8PrivateKeyPem() + "\n");
        }

        await File.WriteAllTextAsync(Configuration, DovecotConfiguration.Write(this, folder, options, IsRoot ? "nobody" : Environment.UserName, IsRoot ? "nogroup" : await OwnGroupAsync(), IsRoot));
        if (IsRoot)
        {
            using var chown = Process.Start("chown", ["nobody", Path.Combine(folder, "mail")]);
            await chown.WaitForExitAsync();
            using var chmod = Process.Start("chmod", ["-R", "a+rX", folder]);
            await chmod.WaitForExitAsync();
        }
    }

    private static async Task<string> OwnGroupAsync()
    {
        using var id = Process.Start(new ProcessStartInfo("id", ["-gn"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var group = await id.StandardOutput.ReadToEndAsync();
        await id.WaitForExitAsync();
        return group.Trim();
    }

    private async Task LaunchAsync()
    {
        var start = new ProcessStartInfo(RealServer.FindProgram("dovecot")!, ["-F", "-c", Configuration]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        server = Process.Start(start)!;
        var errors = server.StandardError.ReadToEndAsync();
        _ = server.StandardOutput.ReadToEndAsync();
        await Eventually.HoldsAsync("Dovecot takes connections", async () =>
        {
            if (server.HasExited)
            {
                throw new InvalidOperationException($"Dovecot ended at once: {await errors} {Log}");
            }

            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", ImapPort);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync())?.StartsWith("* OK", StringComparison.Ordinal) is true;
        });
    }
}
