using System.Text;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>Takes secrets out of a server's words: some servers repeat what they were sent.</summary>
internal sealed class SecretWords
{
    private const string Hidden = "(hidden)";

    // Shorter ones would be found inside ordinary words.
    private const int Shortest = 4;

    // The longest first: it may hold a shorter one.
    private readonly List<string> words = [];

    public SecretWords(MailCredential? credential)
    {
        var secret = credential switch
        {
            MailCredential.Password password => password.Secret,
            MailCredential.AccessToken token => token.Token,
            _ => null,
        };
        if (secret is { Length: >= Shortest })
        {
            Add(secret);
            Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='));
        }
    }

    /// <summary>Remembers something that was sent during sign-in.</summary>
    public void Add(string sent)
    {
        if (sent.Length >= Shortest)
        {
            var at = words.FindIndex(word => word.Length < sent.Length);
            words.Insert(at < 0 ? words.Count : at, sent);
        }
    }

    public string Hide(string text)
    {
        foreach (var word in words)
        {
            text = text.Replace(word, Hidden, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
