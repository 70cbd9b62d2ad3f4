import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/source-serif-4/opsz.css';
import '@fontsource-variable/source-serif-4/opsz-italic.css';
import './parts/tokens.css';
import './parts/base.css';

import { mount } from 'svelte';

import App from './app/App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
