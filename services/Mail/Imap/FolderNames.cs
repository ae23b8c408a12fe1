using System.Collections.Frozen;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// What a folder is for, by its name, where a server does not say (Exchange has no SPECIAL-USE and names folders in the language of whoever opened the mailbox first). Only the last level of the name counts.
/// </summary>
internal static class FolderNames
{
    private static readonly FrozenDictionary<string, FolderRole> Known = Build();

    public static FolderRole Guess(string name, char? separator)
    {
        var last = separator is { } mark ? name[(name.LastIndexOf(mark) + 1)..] : name;
        return Known.GetValueOrDefault(last.Trim());
    }

    private static FrozenDictionary<string, FolderRole> Build()
    {
        var names = new Dictionary<string, FolderRole>(StringComparer.OrdinalIgnoreCase);
        Add(FolderRole.Sent,
            "Sent", "Sent Items", "Sent Messages", "Sent Mail", "Gesendet", "Gesendete Elemente", "Gesendete Objekte", "Gesendete Nachrichten", "Éléments envoyés", "Messages envoyés", "Envoyés", "Elementos enviados",
            "Enviados", "Mensajes enviados", "Itens enviados", "Posta inviata", "Inviata", "Verzonden items", "Verzonden", "Skickat", "Skickade objekt", "Sendte elementer", "Sendt post", "Sendt", "Lähetetyt", "Lähetetyt viestit",
            "Elementy wysłane", "Wysłane", "Odeslaná pošta", "Odeslané", "Odoslaná pošta", "Elküldött elemek", "Отправленные", "Надіслані", "Gönderilmiş Öğeler", "Gönderilenler", "已发送邮件", "已发送", "已发送的邮件", "已傳送的郵件", "寄件備份",
            "送信済みアイテム", "送信済み", "보낸 편지함", "보낸편지함", "Απεσταλμένα");
        Add(FolderRole.Trash,
            "Trash", "Deleted Items", "Deleted Messages", "Deleted", "Bin", "Papierkorb", "Gelöschte Elemente", "Gelöschte Objekte", "Gelöscht", "Éléments supprimés", "Corbeille", "Elementos eliminados", "Papelera",
            "Itens excluídos", "Lixeira", "Posta eliminata", "Cestino", "Verwijderde items", "Prullenbak", "Borttaget", "Papperskorgen", "Slettede elementer", "Slettet post", "Papirkurv", "Poistetut", "Roskakori",
            "Elementy usunięte", "Kosz", "Odstraněná pošta", "Koš", "Odstránená pošta", "Törölt elemek", "Удаленные", "Удалённые", "Корзина", "Видалені", "Silinmiş Öğeler", "已删除邮件", "已删除", "已删除的邮件", "垃圾箱", "刪除的郵件", "削除済みアイテム", "ごみ箱",
            "지운 편지함", "휴지통", "Διαγραμμένα");
        Add(FolderRole.Drafts,
            "Drafts", "Draft", "Entwürfe", "Brouillons", "Borradores", "Rascunhos", "Bozze", "Concepten", "Utkast", "Kladder", "Luonnokset", "Wersje robocze", "Robocze", "Koncepty", "Piszkozatok", "Черновики", "Чернетки",
            "Taslaklar", "草稿", "草稿箱", "下書き", "임시 보관함", "Πρόχειρα");
        Add(FolderRole.Junk,
            "Junk", "Junk Email", "Junk E-mail", "Spam", "Bulk Mail", "Bulk", "Junk-E-Mail", "Spamverdacht", "Courrier indésirable", "Correo no deseado", "Lixo Eletrônico", "Posta indesiderata", "Ongewenste e-mail", "Skräppost",
            "Uønsket e-post", "Uønsket mail", "Roskaposti", "Wiadomości-śmieci", "Nevyžádaná pošta", "Levélszemét", "Нежелательная почта", "Спам", "Gereksiz E-posta", "垃圾邮件", "垃圾郵件", "迷惑メール", "정크 메일", "스팸");
        Add(FolderRole.Archive,
            "Archive", "Archives", "Archiv", "Archivo", "Arquivo", "Arquivo Morto", "Archivio", "Archief", "Arkiv", "Arkisto", "Archiwum", "Archív", "Archívum", "Архив", "Архів", "Arşiv", "存档", "封存", "アーカイブ", "보관");
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(FolderRole role, params ReadOnlySpan<string> spellings)
        {
            foreach (var spelling in spellings)
            {
                names.TryAdd(spelling, role);
            }
        }
    }
}
