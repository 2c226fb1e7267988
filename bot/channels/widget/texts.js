// The widget's own texts. Everything else comes from the server.
const TEXTS = {
  en: {
    title: 'Chat with us', subtitle: 'Instant answers, and real people', open: 'Open chat', close: 'Close chat',
    unread: (n) => `Open chat, ${n} unread`, fresh: 'New conversation', end: 'End conversation', menu: 'More',
    placeholder: 'Write a message…', send: 'Send', you: 'You', bot: 'Bot', picture: 'The picture that goes with this message', person: 'Person', left: (n) => `${n} characters left`, over: (n) => `${n} characters too many`,
    sending: 'sending…', failed: 'not delivered', retry: 'retry', typing: 'An answer is being written',
    connecting: 'Connecting…', lost: 'Connection lost. Your messages are kept and sent when it is back.', today: 'Today', yesterday: 'Yesterday',
    stars: ['Bad', 'Poor', 'Fair', 'Good', 'Very good'], star: (n) => `${n} of 5`, comment: 'Anything we should know? (optional)',
    rate: 'Send rating', rated: (n) => `You gave ${n} of 5. Thank you.`, log: 'Conversation', answers: 'Suggested answers', notTaken: 'The chat is not available right now.',
  },
  zh: {
    title: '在线客服', subtitle: '即时解答，也有真人客服', open: '打开聊天', close: '关闭聊天',
    unread: (n) => `打开聊天，${n} 条未读`, fresh: '新的对话', end: '结束对话', menu: '更多',
    placeholder: '请输入消息…', send: '发送', you: '您', bot: '机器人', picture: '这条消息的配图', person: '客服', left: (n) => `还可输入 ${n} 个字`, over: (n) => `超出 ${n} 个字`,
    sending: '发送中…', failed: '未送达', retry: '重试', typing: '正在回复',
    connecting: '正在连接…', lost: '连接已断开。消息已保存，恢复后会自动发送。', today: '今天', yesterday: '昨天',
    stars: ['很差', '较差', '一般', '满意', '很满意'], star: (n) => `${n} 分（满分 5 分）`, comment: '还有什么想告诉我们的吗？（选填）',
    rate: '提交评价', rated: (n) => `您给了 ${n} 分，谢谢！`, log: '对话', answers: '快捷回复', notTaken: '暂时无法使用在线客服。',
  },
};
